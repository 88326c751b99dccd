"use client";
import { Code } from "#components/ui/code.tsx";
import { type Fact, Facts } from "#components/ui/facts.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { DeliveryTrace } from "#lib/domain/traces.ts";
import { paths } from "#lib/paths.ts";
import { DeliveryStateBadge } from "./delivery-state.tsx";
import { TraceAttempts } from "./trace-attempts.tsx";
import { ItemSection, MappingSection } from "./trace-sections.tsx";
import { attachmentWords } from "./trace-words.ts";

type TraceProps = { trace: DeliveryTrace; runId: string; connectorId: string };

/** A delivery from the vendor's item to the message in the mailbox, in the order in which it went. */
export function Trace({ trace, runId, connectorId }: TraceProps) {
  const { locale } = useViewerZone();
  const { item, run, reason } = trace;
  return (
    <>
      <Stack gap="s">
        <DeliveryStateBadge state={trace.state} />
        {reason !== null && (
          <Notice intent={trace.state === "failed" ? "error" : "warning"} title={reasonOf(reason).sentence}>
            {reasonOf(reason).remedy}
          </Notice>
        )}
        {run.runId !== runId && (
          <Notice intent="info" title={`It was taken up by the run ${run.jobId}`}>
            That run counts it now.{" "}
            <TextLink isInline href={`${paths.run(connectorId, run.runId)}?delivery=${trace.deliveryId}`}>
              Open {run.jobId}
            </TextLink>
          </Notice>
        )}
      </Stack>
      <ItemSection item={item} />
      <MappingSection participants={trace.participants} />
      <Section title="Attachments" level={3}>
        <Prose>{attachmentWords(trace, locale)}</Prose>
      </Section>
      <TraceAttempts trace={trace} connectorId={connectorId} />
      <Section title="In the mailbox" level={3}>
        <Facts layout="rows" facts={mailboxFacts(trace)} />
      </Section>
    </>
  );
}

function mailboxFacts({ mailbox, importKey, messageId, folderId, verifiedAt }: DeliveryTrace): Fact[] {
  return [
    { name: "Mailbox", value: mailbox },
    { name: "Folder ID", value: folderId === null ? "Not made yet" : <Code>{folderId}</Code> },
    { name: "Message ID", value: messageId === null ? "No message is known" : <Code>{messageId}</Code> },
    { name: "Import key", value: <Code>{importKey}</Code> },
    { name: "Read back", value: verifiedAt === null ? "Not yet" : <Instant at={verifiedAt} /> },
  ];
}
