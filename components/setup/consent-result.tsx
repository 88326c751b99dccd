"use client";
import {
  CheckmarkCircle28Regular,
  Clock28Regular,
  DismissCircle28Regular,
  LinkDismissRegular,
} from "@fluentui/react-icons";
import type { ReactElement } from "react";
import { SuiteHeader } from "#components/shell/suite-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export type ConsentOutcome = "granted" | "pending" | "declined" | "invalid";

const OUTCOMES: Record<ConsentOutcome, { icon: ReactElement; title: string; text: string }> = {
  granted: {
    icon: <CheckmarkCircle28Regular />,
    title: "Thank you, the consent is granted",
    text: "The admin who is setting up the connector sees it already. You can close this window.",
  },
  pending: {
    icon: <Clock28Regular />,
    title: "Thank you, the consent is recorded",
    text: "Microsoft takes a few minutes to apply it everywhere. The admin who is setting up the connector sees it then. You can close this window.",
  },
  declined: {
    icon: <DismissCircle28Regular />,
    title: "The request was declined",
    text: "Nothing was granted. The admin who is setting up the connector sees that, too. If it was a mistake, ask them for another link.",
  },
  invalid: {
    icon: <LinkDismissRegular fontSize={28} />,
    title: "This link is no longer valid",
    text: "Each link is valid for one answer and for a limited time. Ask the admin who is setting up the connector for another one.",
  },
};

export function ConsentResult({ outcome }: { outcome: ConsentOutcome }) {
  const { icon, title, text } = OUTCOMES[outcome];
  return (
    <>
      <SuiteHeader />
      <main>
        <EmptyState level={1} icon={icon} title={title}>
          {text}
        </EmptyState>
      </main>
    </>
  );
}
