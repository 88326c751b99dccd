import type { AuthOptions } from "next-auth";
import { paths } from "#lib/paths.ts";
import { parseClaims, viewerOf } from "./claims.ts";
import { entraProvider, type EntraSettings } from "./entra-provider.ts";
import { findViewer } from "./viewer-session.ts";

/** Roles are those of the sign-in, so a session is short. */
const SESSION_SECONDS = 8 * 60 * 60;

export type AuthSettings = EntraSettings & {
  secret: string;
  /** A sign-in failed inside next-auth: its code, never its text, which may quote tokens. */
  onError: (code: string) => void;
};

/** One encrypted cookie, no session table: the viewer as Entra vouched for them. */
export function authOptions(settings: AuthSettings): AuthOptions {
  return {
    providers: [entraProvider(settings)],
    secret: settings.secret,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: paths.signIn, signOut: paths.signIn, error: paths.signIn },
    callbacks: {
      jwt: ({ token, account, profile }) =>
        account && profile ? { viewer: viewerOf(parseClaims(profile)) } : token,
      session: ({ session, token }) => Object.assign(session, { viewer: findViewer(token) }),
    },
    logger: { error: (code) => settings.onError(code), warn: () => undefined, debug: () => undefined },
  };
}
