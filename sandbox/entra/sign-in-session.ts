import { type Call } from "../http/call.ts";
import { ACCOUNT_PASSWORD, ACCOUNTS, type Account } from "../world.ts";

const COOKIE = "sandbox_sso";

/** Who is signed in to Entra in this browser. The cookie is no secret here: it names the account. */
export function signedInAccount(call: Call): Account | undefined {
  const cookies = (call.headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
  const value = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return value === undefined ? undefined : findAccount(decodeURIComponent(value));
}

export function findAccount(username: string): Account | undefined {
  const wanted = username.trim().toLowerCase();
  return ACCOUNTS.find((account) => account.username === wanted);
}

/** The account, when the password is right. */
export function checkPassword(username: string | null, password: string | null): Account | undefined {
  return password === ACCOUNT_PASSWORD ? findAccount(username ?? "") : undefined;
}

export function sessionCookie(account: Account): string {
  return `${COOKIE}=${encodeURIComponent(account.username)}; Path=/entra; HttpOnly; SameSite=Lax`;
}

export function endedSessionCookie(): string {
  return `${COOKIE}=; Path=/entra; HttpOnly; SameSite=Lax; Max-Age=0`;
}
