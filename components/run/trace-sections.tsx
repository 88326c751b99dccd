"use client";
import { Code } from "#components/ui/code.tsx";
import { type Fact, Facts } from "#components/ui/facts.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { TracedItem, TracedParticipant } from "#lib/domain/traces.ts";
import { keepingWords, mappingWords, participantName } from "./trace-words.ts";

/** The vendor's item of a trace, and where its original is. */
export function ItemSection({ item }: { item: TracedItem }) {
  const { locale } = useViewerZone();
  return (
    <Section title="Item from TeleMessage" level={3}>
      <Facts layout="rows" facts={itemFacts(item, locale)} />
    </Section>
  );
}

const UNREAD = "Not read";

function itemFacts(item: TracedItem, locale: string): Fact[] {
  const { pack, sentAt, sha256, sizeBytes } = item;
  const keptUntil = pack?.deletedAt ?? pack?.deleteAfter;
  return [
    { name: "Item ID", value: <Code>{item.sourceItemId}</Code> },
    { name: "Kind", value: item.kind?.toUpperCase() ?? UNREAD },
    { name: "Sent", value: sentAt === null ? UNREAD : <Instant at={sentAt} /> },
    { name: "Archived by TeleMessage", value: <Instant at={item.archivedAt} /> },
    { name: "Size", value: sizeBytes === null ? UNREAD : formatBytes(sizeBytes, locale) },
    { name: "SHA-256 of its bytes", value: sha256 === null ? UNREAD : <Code>{sha256}</Code> },
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

/** Where each participant's copy went, those who led to the trace's mailbox first. */
export function MappingSection({ participants }: { participants: readonly TracedParticipant[] }) {
  return (
    <Section title="Mapping" level={3}>
      {participants.length === 0 ? (
        <Prose>Nobody is known: the item was not read, or names nobody.</Prose>
      ) : (
        <Facts layout="rows" facts={participantFacts(participants)} />
      )}
    </Section>
  );
}

function participantFacts(participants: readonly TracedParticipant[]): Fact[] {
  const sorted = participants.toSorted((one, other) => Number(other.isOfMailbox) - Number(one.isOfMailbox));
  return sorted.map((participant, index) => {
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
}
