import { IDLE_MINUTES } from "#lib/domain/session.ts";

type SignInProblem = { title: string; text: string };

const UNREACHABLE: SignInProblem = {
  title: "Microsoft's sign-in cannot be reached",
  text: "The portal or Microsoft Entra ID does not answer. Try again in a moment.",
};

/** Source: next-auth, "Error codes" of the sign-in page. */
const PROBLEMS: Record<string, SignInProblem> = {
  unreachable: UNREACHABLE,
  OAuthSignin: UNREACHABLE,
  OAuthCallback: {
    title: "The sign-in was not completed",
    text: "It was cancelled, took too long, or your account may not use this application. Sign in again; if it is refused again, ask an administrator of your organization.",
  },
  Callback: {
    title: "Your account cannot be used here",
    text: "Sign in with a work account of an organization, not with a personal Microsoft account.",
  },
  AccessDenied: {
    title: "Your account may not sign in",
    text: "Ask an administrator of your organization to assign you to this application in Microsoft Entra ID.",
  },
  Idle: {
    title: "You were signed out",
    text: `Nobody used the portal for ${IDLE_MINUTES} minutes. Imports went on meanwhile; sign in to see them.`,
  },
  SessionRequired: {
    title: "Please sign in",
    text: "The page that you opened requires it.",
  },
  Configuration: {
    title: "Signing in is not set up correctly",
    text: "Whoever operates this installation finds the reason in the portal's log.",
  },
};

/** There were more sign-ins from here than anybody needs. */
export function explainTooManySignIns(waitMinutes: number): SignInProblem {
  const wait = waitMinutes === 1 ? "a minute" : `${waitMinutes} minutes`;
  return {
    title: "Too many sign-ins",
    text: `There were too many sign-ins from your network. Wait ${wait}, then try again. If it was not you, tell whoever operates this installation.`,
  };
}

/** What a code of next-auth means to whoever wants to sign in; `undefined` without a code. */
export function explainSignInError(code: string | undefined): SignInProblem | undefined {
  if (code === undefined) return undefined;
  return PROBLEMS[code] ?? { title: "The sign-in did not succeed", text: `Try again. The code is ${code}.` };
}
