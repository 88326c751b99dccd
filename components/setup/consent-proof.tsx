"use client";
import { Notice } from "#components/ui/notice.tsx";
import { Announcer } from "#components/ui/announcer.tsx";
import type { ConsentState } from "#lib/domain/views/connector.ts";
import type { ConsentAnswer } from "./consent-query.ts";

type ProofText = { intent: "info" | "success" | "error"; title: string; text: string };

const PROOFS: Record<ConsentState, ProofText> = {
  unknown: {
    intent: "info",
    title: "Not granted yet",
    text: "Grant it below, or send the link to a global admin. This page shows the result automatically.",
  },
  pending: {
    intent: "info",
    title: "Waiting for Microsoft to confirm",
    text: "A consent just given takes up to five minutes to reach every part of Microsoft 365, a scope in Exchange Online up to two hours. You can leave this page; the draft is kept.",
  },
  granted: {
    intent: "success",
    title: "Granted tenant-wide",
    text: "Proven just now.",
  },
  "granted-scoped": {
    intent: "success",
    title: "Granted for a scope of mailboxes",
    text: "Proven just now. Mailboxes outside of the scope refuse the import and are listed.",
  },
  declined: {
    intent: "error",
    title: "The request was declined",
    text: "Nothing was granted. Choose Grant admin consent to ask again, or send the link to a global admin who may accept it.",
  },
};

/** What is known of the consent, from a token or a mailbox that was really opened. */
export function ConsentProofLine({ answer }: { answer: ConsentAnswer }) {
  const proof = PROOFS[answer.state];
  return (
    <>
      <Notice intent={proof.intent} title={proof.title}>
        {proof.text}
        {answer.detail !== null && ` ${answer.detail}`}
      </Notice>
      <Announcer sentence={`Admin consent: ${proof.title}`} milestone={answer.state} />
    </>
  );
}
