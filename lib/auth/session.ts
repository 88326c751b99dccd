import nextAuth, { type AuthOptions, getServerSession } from "next-auth";
import type { NextRequest } from "next/server";
import type { Viewer } from "#lib/domain/views.ts";
import { findViewer } from "./viewer-session.ts";

/** The viewer of the present request, from its verified session. */
export async function readViewer(options: AuthOptions): Promise<Viewer | undefined> {
  return findViewer(await getServerSession(options));
}

type AuthRouteContext = { params: Promise<{ nextauth: string[] }> };

/** Answers `/api/auth/*`: the redirect to Entra, the way back, the CSRF token, signing out. */
export async function answerAuth(
  request: NextRequest,
  context: AuthRouteContext,
  options: AuthOptions,
): Promise<Response> {
  const response: unknown = await nextAuth(request, context, options);
  if (response instanceof Response) return response;
  throw new TypeError("next-auth answered with something else than a Response");
}
