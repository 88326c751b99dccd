import nextAuth, { type AuthOptions, getServerSession } from "next-auth";
import type { NextRequest } from "next/server";
import type { Viewer } from "#lib/domain/views/people.ts";
import { parseClaims, viewerOf } from "./claims.ts";
import type { SignInLimits } from "./sign-in-limits.ts";
import { tooManySignIns } from "./too-many-sign-ins.ts";
import { findViewer } from "./viewer-session.ts";

/** The viewer of the present request, from its verified session. */
export async function readViewer(options: AuthOptions): Promise<Viewer | undefined> {
  return findViewer(await getServerSession(options));
}

type AuthRouteContext = { params: Promise<{ nextauth: string[] }> };

/** What of `/api/auth/*` asks Microsoft: the way there and the way back. */
const ASKING = ["signin", "callback"];

/** Answers `/api/auth/*`: the redirect to Entra, the way back, the CSRF token, signing out. */
export async function answerAuth(
  request: NextRequest,
  context: AuthRouteContext,
  options: AuthOptions,
  limits: SignInLimits,
  address: string,
): Promise<Response> {
  const [step = "", provider] = (await context.params).nextauth;
  let waitMs = ASKING.includes(step) && provider ? await limits.ofAddress(address) : undefined;
  if (waitMs !== undefined) return tooManySignIns(request, waitMs);
  const signIn = async ({ profile }: { profile?: unknown }) => {
    waitMs = await limits.ofViewer(viewerOf(parseClaims(profile)));
    return waitMs === undefined;
  };
  const callbacks = { ...options.callbacks, signIn };
  const response: unknown = await nextAuth(request, context, { ...options, callbacks });
  if (waitMs !== undefined) return tooManySignIns(request, waitMs);
  if (response instanceof Response) return response;
  throw new TypeError("next-auth answered with something else than a Response");
}
