import { Failure } from "#lib/domain/failure.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { VendorCredentials } from "#lib/services/context.ts";
import type { VendorClient, VendorSession } from "./client.ts";

/** Does `request` with the token of a session that holds; one that has ended is renewed once. */
export type WithSession = <Value>(
  request: (token: string) => Promise<Value>,
  signal: AbortSignal,
) => Promise<Value>;

/**
 * One session for all requests of a source, opened at the first one. Whoever finds it ended first renews it for all
 * others: signing in again and again is what locks accounts.
 */
export function createSession(
  client: VendorClient,
  credentials: VendorCredentials,
  clock: Clock,
): WithSession {
  let session: Promise<VendorSession> | undefined;

  const open = (): Promise<VendorSession> => {
    // Not aborted with the request that needed it first: others wait for it too, and the transport bounds its time.
    const opening = client.signIn(credentials, new AbortController().signal);
    session = opening;
    opening.catch(() => {
      if (session === opening) session = undefined;
    });
    return opening;
  };

  const tokenExcept = async (ended: string | undefined): Promise<string> => {
    const known = session ?? open();
    const held = await known;
    const holds = held.token !== ended && held.expiresAtMs > clock.now().getTime();
    if (holds) return held.token;
    const renewed = session === known ? open() : (session ?? open());
    return (await renewed).token;
  };

  return async (request, signal) => {
    const token = await unlessAborted(tokenExcept(undefined), signal);
    try {
      return await request(token);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "vendor-session-expired") throw error;
      return request(await unlessAborted(tokenExcept(token), signal));
    }
  };
}

/** Others may go on waiting for the same. @throws the signal's reason */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const leave = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
