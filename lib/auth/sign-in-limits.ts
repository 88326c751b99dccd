import { createHmac } from "node:crypto";
import type { Viewer } from "#lib/domain/views/people.ts";
import { sourceOf } from "#lib/source-address.ts";
import { createLocalCounter } from "./local-counter.ts";

const WINDOW_MS = 10 * 60_000;

/** Within ten minutes. A sign-in is two requests: to Microsoft, and back. */
export const SIGN_IN_LIMITS = { requestsOfAddress: 100, signInsOfPerson: 20, signInsOfTenant: 300 };

/** How often `key` was tried within the window, and when that ends. */
export type CountAttempt = (key: string, windowMs: number) => Promise<{ count: number; endsInMs: number }>;

/** Each answers with how long to wait, or `undefined` for whoever may go on. */
export type SignInLimits = {
  /** Before Microsoft is asked anything. Nobody is known yet, so that nobody else can be shut out. */
  ofAddress(address: string): Promise<number | undefined>;
  /** After Microsoft has vouched for somebody, so that only an organization's own people count against it. */
  ofViewer(viewer: Viewer): Promise<number | undefined>;
};

/**
 * @param count for all processes together; while it fails each process counts by itself, which is no more than as many
 *   times the limit as there are processes
 */
export function createSignInLimits(secret: string, count: CountAttempt, now: () => Date): SignInLimits {
  const local = createLocalCounter(now);
  const take = async (what: string, most: number): Promise<number | undefined> => {
    const key = createHmac("sha256", secret).update(`sign-in ${what}`).digest("base64url").slice(0, 22);
    const taken = await count(key, WINDOW_MS).catch(() => local(key, WINDOW_MS));
    return taken.count > most ? Math.max(1000, taken.endsInMs) : undefined;
  };
  return {
    ofAddress: (address) => take(`address ${sourceOf(address)}`, SIGN_IN_LIMITS.requestsOfAddress),
    async ofViewer({ tenantId, userId, roles }) {
      // Whoever is over their own limit does not count against their organization, and whoever has no role here not
      // against those who have: one person, or a link that all employees followed, shuts no admin out.
      const waitMs = await take(`person ${tenantId} ${userId}`, SIGN_IN_LIMITS.signInsOfPerson);
      if (waitMs !== undefined) return waitMs;
      const group = roles.length > 0 ? "members" : "others";
      return take(`${group} ${tenantId}`, SIGN_IN_LIMITS.signInsOfTenant);
    },
  };
}
