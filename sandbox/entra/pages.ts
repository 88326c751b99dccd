import { html, page, type Html } from "../html.ts";
import { type Answer } from "../http/reply.ts";
import { ACCOUNT_PASSWORD, ACCOUNTS, APP, type Account } from "../world.ts";

/** An error that Microsoft shows and never redirects back. */
export function errorPage(status: number, code: number, message: string): Answer {
  return page(
    status,
    "Sign in to your account",
    html`<main class="card">
      <h1>Sign in</h1>
      <p class="bad" role="alert">Sorry, but we’re having trouble signing you in.</p>
      <p>AADSTS${code}: ${message}</p>
    </main>`,
  );
}

export interface SignInForm {
  /** Where the form posts to; the whole request stands in its query. */
  readonly action: string;
  readonly username: string;
  readonly problem: string | undefined;
}

export function signInPage(form: SignInForm): Answer {
  const problem = form.problem === undefined ? html`` : html`<p class="bad" role="alert">${form.problem}</p>`;
  return page(
    200,
    "Sign in to your account",
    html`<main class="card">
      <h1>Sign in</h1>
      <p class="soft">to continue to ${APP.displayName}</p>
      ${problem}
      <form method="post" action="${form.action}">
        <label for="username">Email</label>
        <input
          id="username"
          name="username"
          type="email"
          autocomplete="username"
          required
          value="${form.username}"
        />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button class="main" type="submit">Sign in</button>
      </form>
      <h2>Demo accounts</h2>
      <p class="soft">
        This is the sandbox, not Microsoft. The password of all is <code>${ACCOUNT_PASSWORD}</code>.
      </p>
      <ul class="hint">
        ${ACCOUNTS.map(accountHint)}
      </ul>
    </main>`,
  );
}

function accountHint(account: Account): Html {
  const role =
    account.roles[0] ??
    (account.wids.length > 0 ? "Global Administrator, no role in the application" : "no role");
  return html`<li><code>${account.username}</code> – ${role}</li>`;
}

const PERMISSION_WORDS: Readonly<Record<string, string>> = {
  "Mail.ReadWrite": "Read and write mail in all mailboxes",
  "User.Read.All": "Read all users’ full profiles",
  "MailboxSettings.Read": "Read all user mailbox settings",
  "Mail-Advanced.ReadWrite.All": "Read and write mail in all mailboxes, with advanced access",
  "Application.Read.All": "Read all applications",
};

export interface ConsentForm {
  readonly action: string;
  readonly organization: string;
  readonly account: Account;
  readonly permissions: readonly string[];
}

export function consentPage(form: ConsentForm): Answer {
  const permissions = form.permissions.map(
    (name) => html`<li>${PERMISSION_WORDS[name] ?? name} <span class="soft">(${name})</span></li>`,
  );
  return page(
    200,
    "Permissions requested",
    html`<main class="card wide">
      <p class="soft">${form.account.username}</p>
      <h1>Permissions requested</h1>
      <p>Review for your organization, ${form.organization}</p>
      <p><strong>${APP.displayName}</strong> would like to:</p>
      <ul>
        ${permissions}
      </ul>
      <p>
        If you accept, this app will get access to the specified resources for all users in your organization.
        No one else will be prompted to review these permissions.
      </p>
      <form method="post" action="${form.action}">
        <button type="submit" name="decision" value="cancel">Cancel</button>
        <button class="main" type="submit" name="decision" value="accept">Accept</button>
      </form>
    </main>`,
  );
}

export interface ApprovalForm {
  readonly action: string;
  readonly account: Account;
}

/** What somebody sees who may not consent for the organization. */
export function needApprovalPage(form: ApprovalForm): Answer {
  return page(
    200,
    "Need admin approval",
    html`<main class="card">
      <p class="soft">${form.account.username}</p>
      <h1>Need admin approval</h1>
      <p>
        <strong>${APP.displayName}</strong> needs permission to access resources in your organization that
        only an admin can grant. Please ask an admin to grant permission to this app before you can use it.
      </p>
      <form method="post" action="${form.action}">
        <button type="submit" name="decision" value="switch">
          Have an admin account? Sign in with that account
        </button>
        <button type="submit" name="decision" value="cancel">
          Return to the application without granting consent
        </button>
      </form>
    </main>`,
  );
}

export function signedOutPage(): Answer {
  return page(
    200,
    "Signed out",
    html`<main class="card">
      <h1>You signed out of your account</h1>
      <p>It’s a good idea to close all browser windows.</p>
    </main>`,
  );
}
