"use client";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { ItemCounts } from "#lib/domain/run.ts";
import type { Page, UnimportedRow } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { type DeliveryQuery, deliverySearch } from "./delivery-query.ts";
import { EndlessTable } from "./endless-table.tsx";
import { NarrowedTo } from "./narrowed-to.tsx";
import { unimportedColumns } from "./unimported-columns.tsx";
import { useEndless } from "./use-endless.ts";

type UnimportedProps = {
  runId: string;
  reason: string | undefined;
  /** The beginning of what the reason leaves. */
  page: Page<UnimportedRow>;
  /** Of the whole run. */
  counts: ItemCounts;
  hrefOf: (query: DeliveryQuery) => string;
};

const PLACE = "not-imported";

/** Items that came to no mailbox, each with why and what to do. */
export function Unimported({ runId, reason, page, counts, hrefOf }: UnimportedProps) {
  const search = deliverySearch({ reason });
  const list = useEndless<UnimportedRow>((after) => paths.api.unimported(runId, search, after), page);
  const here = { list: "not-imported", reason } as const;
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
        sentences={reason === undefined ? [] : [`Only with this reason: ${reasonOf(reason).sentence}`]}
        all={{ title: "Show all items", href: hrefOf({ list: "not-imported" }) }}
      />
      {list.rows.length === 0 ? (
        <Prose isQuiet>
          {reason === undefined ? "Every item read so far came to a mailbox." : "No items match."}
        </Prose>
      ) : (
        <EndlessTable
          label="Not imported"
          list={list}
          columns={unimportedColumns((explain) => hrefOf({ ...here, explain }))}
          rowKey={({ itemId }) => itemId}
          total={reason === undefined ? counts.notImported + counts.rejected : undefined}
          place={PLACE}
        />
      )}
    </Section>
  );
}
