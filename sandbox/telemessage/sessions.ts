import { randomBytes } from "node:crypto";

const SESSION_MS = 30 * 60 * 1000;

export interface VendorSession {
  readonly token: string;
  readonly account: string;
  readonly expiresMs: number;
}

/** Sessions of the vendor's service. They do not outlive the process: a caller must be able to sign in again. */
export class VendorSessions {
  readonly #sessions = new Map<string, VendorSession>();

  open(account: string, nowMs: number): VendorSession {
    const session = { token: randomBytes(24).toString("base64url"), account, expiresMs: nowMs + SESSION_MS };
    this.#sessions.set(session.token, session);
    return session;
  }

  /** Undefined for a session that is unknown or over. */
  find(token: string, nowMs: number): VendorSession | undefined {
    const session = this.#sessions.get(token);
    return session === undefined || session.expiresMs <= nowMs ? undefined : session;
  }

  end(token: string): void {
    this.#sessions.delete(token);
  }
}
