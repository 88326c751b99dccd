"use client";
import { Facts } from "#components/ui/facts.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { DeliveryTrace, TracedAttempt } from "#lib/domain/traces.ts";
import { paths } from "#lib/paths.ts";
import { DeliveryStateBadge } from "./delivery-state.tsx";
import { requestWords } from "./trace-words.ts";

type TraceAttemptsProps = { trace: DeliveryTrace; connectorId: string };

/** What each run did with the delivery, the first one first. */
export function TraceAttempts({ trace, connectorId }: TraceAttemptsProps) {
  const { run, state, reason, attempts, postedAt, settledAt } = trace;
  const all: TracedAttempt[] = [...trace.earlier, { run, state, reason, attempts, postedAt, settledAt }];
  return (
    <Section title="Attempts" level={3}>
      <Facts
        layout="rows"
        facts={[
          ...all.map((attempt) => ({
            name: attempt.run.jobId,
            value: <Attempt attempt={attempt} connectorId={connectorId} />,
          })),
          { name: "Requests to the mailbox", value: requestWords(trace) },
        ]}
      />
    </Section>
  );
}

function Attempt({ attempt, connectorId }: { attempt: TracedAttempt; connectorId: string }) {
  const { run, state, reason, postedAt, settledAt } = attempt;
  return (
    <Stack gap="xs">
      <DeliveryStateBadge state={state} />
      {reason !== null && <span>{reasonOf(reason).sentence}</span>}
      <span>
        {postedAt ? (
          <>
            Last sent <Instant at={postedAt} />
          </>
        ) : (
          "Nothing was sent"
        )}
        {settledAt ? (
          <>
            , settled <Instant at={settledAt} />
          </>
        ) : (
          ", not settled yet"
        )}
      </span>
      <TextLink href={paths.run(connectorId, run.runId)}>Open {run.jobId}</TextLink>
    </Stack>
  );
}
