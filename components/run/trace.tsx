"use client";
import { Code } from "#components/ui/code.tsx";
import { type Fact, Facts } from "#components/ui/facts.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { DeliveryTrace, TracedParticipant } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { DeliveryStateBadge } from "./delivery-state.tsx";
import { TraceAttempts } from "./trace-attempts.tsx";
import { attachmentWords, keepingWords, mappingWords, participantName } from "./trace-words.ts";

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
      <Section title="Item from TeleMessage" level={3}>
        <Facts layout="rows" facts={itemFacts(item, locale)} />
      </Section>
      <Section title="Mapping" level={3}>
        <Participants participants={trace.participants} />
      </Section>
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

function itemFacts(item: DeliveryTrace["item"], locale: string): Fact[] {
  const { pack } = item;
  const keptUntil = pack?.deletedAt ?? pack?.deleteAfter;
  return [
    { name: "Item ID", value: <Code>{item.sourceItemId}</Code> },
    { name: "Kind", value: item.kind?.toUpperCase() ?? "Not read yet" },
    { name: "Sent", value: <Instant at={item.sentAt} /> },
    { name: "Archived by TeleMessage", value: <Instant at={item.archivedAt} /> },
    { name: "Size", value: formatBytes(item.sizeBytes, locale) },
    { name: "SHA-256 of its bytes", value: <Code>{item.sha256}</Code> },
    ...(pack ? [{ name: "Original stored", value: <Instant at={pack.storedAt} /> }] : []),
    ...(pack ? [{ name: "In the vault as", value: <Code>{pack.packId}</Code> }] : []),
    {
      name: "Original",
      value: (
        <>
          {keepingWords(pack)}
          {keptUntil && (
            <>
              {" "}
              <Instant at={keptUntil} />
            </>
          )}
        </>
      ),
    },
  ];
}

/** Those who led to this mailbox first. */
function Participants({ participants }: { participants: readonly TracedParticipant[] }) {
  const sorted = participants.toSorted((one, other) => Number(other.isOfMailbox) - Number(one.isOfMailbox));
  const facts = sorted.map((participant, index) => {
    const { sentence, remedy } = mappingWords(participant);
    return {
      key: `${index}`,
      name: participantName(participant),
      value: (
        <Stack gap="xs">
          <Prose as="span" isStrong={participant.isOfMailbox}>
            {sentence}
          </Prose>
          {remedy !== "" && (
            <Prose as="span" isSmall isQuiet>
              {remedy}
            </Prose>
          )}
        </Stack>
      ),
    };
  });
  return <Facts layout="rows" facts={facts} />;
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
