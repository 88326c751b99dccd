import type { AuthOptions } from "next-auth";
import type { JWT } from "next-auth/jwt";
import { IDLE_MINUTES } from "#lib/domain/session.ts";
import { paths } from "#lib/paths.ts";
import { parseClaims, viewerOf } from "./claims.ts";
import { entraProvider, type EntraSettings } from "./entra-provider.ts";
import { findViewer } from "./viewer-session.ts";

/** Roles are those of the sign-in, so a session is short: next-auth extends its cookie at every look, this it does not. */
const SESSION_SECONDS = 8 * 60 * 60;

export type AuthSettings = EntraSettings & {
  secret: string;
  /** A sign-in failed inside next-auth: its code, never its text, which may quote tokens. */
  onError: (code: string) => void;
  now: () => Date;
};

/** One encrypted cookie, no session table: the viewer as Entra vouched for them. */
export function authOptions(settings: AuthSettings): AuthOptions {
  return {
    providers: [entraProvider(settings)],
    secret: settings.secret,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: paths.signIn, signOut: paths.signIn, error: paths.signIn },
    callbacks: {
      jwt({ token, account, profile, trigger }) {
        const nowMs = settings.now().getTime();
        const idleAtMs = nowMs + IDLE_MINUTES * 60_000;
        if (account && profile)
          return {
            viewer: viewerOf(parseClaims(profile)),
            endsAtMs: nowMs + SESSION_SECONDS * 1000,
            idleAtMs,
          };
        // Pages ask by themselves all day long. Only what a person did is told in this way.
        return trigger === "update" && !hasEnded(token, settings.now()) ? { ...token, idleAtMs } : token;
      },
      session: ({ session, token }) =>
        Object.assign(session, { viewer: hasEnded(token, settings.now()) ? undefined : findViewer(token) }),
    },
    logger: { error: (code) => settings.onError(code), warn: () => undefined, debug: () => undefined },
  };
}

/** Also of a token that does not say when: one of an older form. */
function hasEnded({ endsAtMs, idleAtMs }: JWT, now: Date): boolean {
  return [endsAtMs, idleAtMs].some((atMs) => typeof atMs !== "number" || atMs <= now.getTime());
}
