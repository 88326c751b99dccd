"use client";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import { type ItemCounts, itemsToLookAt } from "#lib/domain/run.ts";
import type { Page } from "#lib/domain/views/page.ts";
import type { UnimportedRow } from "#lib/domain/views/run.ts";
import { paths } from "#lib/paths.ts";
import { type DeliveryQuery, deliverySearch, type UnimportedFilter } from "./delivery-query.ts";
import { EndlessTable } from "./endless-table.tsx";
import { NarrowedTo } from "./narrowed-to.tsx";
import { unimportedColumns } from "./unimported-columns.tsx";
import { useEndless } from "./use-endless.ts";

type UnimportedProps = {
  runId: string;
  only: UnimportedFilter | undefined;
  reason: string | undefined;
  /** The beginning of what these leave. */
  page: Page<UnimportedRow>;
  /** Of the whole run. */
  counts: ItemCounts;
  hrefOf: (query: DeliveryQuery) => string;
};

const PLACE = "not-imported";

/** Items that came to no mailbox, each with why and what to do. */
export function Unimported({ runId, only, reason, page, counts, hrefOf }: UnimportedProps) {
  const search = deliverySearch({ only, reason });
  const list = useEndless<UnimportedRow>((after) => paths.api.unimported(runId, search, after), page);
  const here = { list: "not-imported", only, reason } as const;
  const isNarrowed = reason !== undefined || only !== undefined;
  return (
    <Section
      id={PLACE}
      title="Not imported"
      actions={
        <LinkButton isExternal icon={<ArrowDownload20Regular />} href={paths.api.runLog(runId)}>
          Download as CSV
        </LinkButton>
      }
    >
      <NarrowedTo
        sentences={narrowedTo(only, reason, counts)}
        all={{ title: "Show all items", href: hrefOf({ list: "not-imported" }) }}
      />
      {list.rows.length === 0 ? (
        <Prose isQuiet>{isNarrowed ? "No items match." : "Every item read so far came to a mailbox."}</Prose>
      ) : (
        <EndlessTable
          label="Not imported"
          list={list}
          columns={unimportedColumns((explain) => hrefOf({ ...here, explain }))}
          rowKey={({ itemId }) => itemId}
          total={reason === undefined ? countOf(counts, only) : undefined}
          place={PLACE}
        />
      )}
    </Section>
  );
}

function narrowedTo(
  only: UnimportedFilter | undefined,
  reason: string | undefined,
  { leftOut }: ItemCounts,
): string[] {
  if (reason !== undefined) return [`Only with this reason: ${reasonOf(reason).sentence}`];
  if (only === undefined || leftOut === 0) return [];
  return ["Without the items that the connector's scope leaves out, as set."];
}

function countOf(counts: ItemCounts, only: UnimportedFilter | undefined): number {
  return only === "attention" ? itemsToLookAt(counts) : counts.notImported + counts.rejected;
}
