import { Failure } from "#lib/domain/failure.ts";
import type { ImapLogin } from "./connect.ts";

export type ImapAuth =
  /** An app-only token of the tenant; `fresh` when the one held was refused. */
  | { kind: "xoauth2"; tokenFor(tenantId: string, options?: { fresh?: boolean }): Promise<string> }
  /** One user who may open every mailbox, as `user*master`. */
  | { kind: "master"; user: string; password: string; separator: string };

/** So many mailboxes refuse a credential that has never opened any, before it is taken for wrong. */
const REFUSALS = 3;

/** What opens the mailboxes of this process. */
export type Credential = {
  /** @throws Failure, of the whole connector where the credential itself is refused */
  signIn<T>(tenantId: string, user: string, open: (login: ImapLogin) => Promise<T>): Promise<T>;
};

export function createCredential(auth: ImapAuth): Credential {
  const refusedBy = new Set<string>();
  let hasOpened = false;

  const tryOnce = async <T>(user: string, login: ImapLogin, open: (login: ImapLogin) => Promise<T>) => {
    const opened = await open(login);
    hasOpened = true;
    refusedBy.delete(user);
    return opened;
  };

  /** A server says the same of a wrong password and of a user who is not there. */
  const judged = (error: unknown, user: string): unknown => {
    if (!isRefusal(error) || auth.kind !== "master" || hasOpened) return error;
    refusedBy.add(user);
    return refusedBy.size < REFUSALS
      ? new Failure("mailbox-unreachable", { kind: "transient", scope: "mailbox" })
      : new Failure("app-login-refused", { kind: "permanent", scope: "connector" });
  };

  return {
    async signIn(tenantId, user, open) {
      if (auth.kind === "master") {
        const login = { user: `${user}${auth.separator}${auth.user}`, password: auth.password };
        return tryOnce(user, login, open).catch((error: unknown) => {
          throw judged(error, user);
        });
      }
      const login = { user, accessToken: await auth.tokenFor(tenantId) };
      try {
        return await tryOnce(user, login, open);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const accessToken = await auth.tokenFor(tenantId, { fresh: true });
        return tryOnce(user, { user, accessToken }, open);
      }
    },
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof Failure && error.code === "mailbox-access-denied";
}
