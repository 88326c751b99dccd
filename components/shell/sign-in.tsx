"use client";
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { startSignIn } from "./auth-requests.ts";
import { BrandMark } from "./brand-mark.tsx";
import { MicrosoftMark } from "./microsoft-mark.tsx";
import { explainSignInError, explainTooManySignIns } from "./sign-in-errors.ts";

const useStyles = makeStyles({
  page: {
    display: "grid",
    placeItems: "center",
    minHeight: "100dvh",
    boxSizing: "border-box",
    padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  card: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXL,
    boxSizing: "border-box",
    width: "100%",
    maxWidth: "440px",
    padding: "40px",
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorTransparentStroke}`,
    boxShadow: tokens.shadow16,
    "@media (max-width: 479px)": { padding: "24px" },
  },
  brand: {
    ...typographyStyles.body1Strong,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground2,
  },
  sign: {
    display: "grid",
    placeItems: "center",
    width: "36px",
    height: "36px",
    borderRadius: tokens.borderRadiusLarge,
    color: "var(--colorHeaderForeground)",
    backgroundColor: "#0c3b5e",
  },
  title: { ...typographyStyles.title2, margin: 0 },
});

type SignInProps = {
  returnTo: string;
  /** The address that Entra comes back to; a session made under another one would not be found. */
  portalOrigin: string;
  error: string | undefined;
  hasSignedOut: boolean;
};

export function SignIn({ returnTo, portalOrigin, error, hasSignedOut }: SignInProps) {
  const styles = useStyles();
  const [step, setStep] = useState<"idle" | "leaving" | "failed" | { waitMinutes: number }>("idle");
  useEffect(() => {
    const { origin, pathname, search } = window.location;
    if (origin !== portalOrigin) window.location.replace(portalOrigin + pathname + search);
  }, [portalOrigin]);
  const signIn = () => {
    setStep("leaving");
    startSignIn(returnTo).then(
      (waitMinutes) => waitMinutes !== undefined && setStep({ waitMinutes }),
      () => setStep("failed"),
    );
  };
  const problem =
    typeof step === "object"
      ? explainTooManySignIns(step.waitMinutes)
      : explainSignInError(step === "failed" ? "unreachable" : error);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <span className={styles.sign}>
            <BrandMark size={22} />
          </span>
          Mobile Archive Connectors
        </div>
        <h1 className={styles.title}>Sign in</h1>
        {problem && (
          <Notice intent="error" title={problem.title} isAnswer>
            {problem.text}
          </Notice>
        )}
        {hasSignedOut && !problem && (
          <Notice intent="success" title="You have signed out" isAnswer>
            Microsoft may still have you signed in in this browser.
          </Notice>
        )}
        <Prose>
          Archive text messages of your organization's phones in Microsoft 365. Use your work account: the
          portal never sees its password.
        </Prose>
        <Button
          appearance="primary"
          size="large"
          icon={<MicrosoftMark />}
          disabledFocusable={step === "leaving"}
          onClick={signIn}
        >
          {step === "leaving" ? "Opening Microsoft's sign-in…" : "Sign in with Microsoft"}
        </Button>
        <Prose isSmall isQuiet>
          You need a role in this application. An administrator of your organization assigns it in Microsoft
          Entra ID, under Enterprise applications.
        </Prose>
      </div>
    </main>
  );
}
