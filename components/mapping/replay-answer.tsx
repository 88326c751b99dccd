"use client";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Reveal } from "#components/ui/reveal.tsx";
import { paths } from "#lib/paths.ts";
import type { ReplayAnswer } from "./unmapped-deeds.ts";

/** What was mapped or replayed, with the way to the run that does it. */
export function ReplayAnswerNotice({ connectorId, answer }: { connectorId: string; answer: ReplayAnswer }) {
  const { state, run } = answer;
  if (state.status !== "done") return <FormAnswer state={state} refusedTitle="Nothing was replayed" />;
  return (
    <Reveal key={run?.runId}>
      <Notice
        isAnswer
        intent={state.warning === undefined ? "success" : "warning"}
        title={state.message}
        actions={
          run && <LinkButton href={paths.run(connectorId, run.runId)}>{`Watch ${run.jobId}`}</LinkButton>
        }
      >
        {state.warning}
      </Notice>
    </Reveal>
  );
}
