"use client";
import {
  ArrowDownload20Regular,
  ArrowRepeatAll20Regular,
  PersonAvailable24Regular,
  PersonSearch24Regular,
} from "@fluentui/react-icons";
import { useState, useTransition } from "react";
import { useRefreshWhile } from "#components/run/use-refresh-while.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { IDLE } from "#components/ui/form-state.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { ItemsToMap, UnmappedRow } from "#lib/domain/views/mapping.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";
import { ItemsToMapNotices } from "./items-to-map.tsx";
import { ReplayAnswerNotice } from "./replay-answer.tsx";
import { SearchBar } from "./search-bar.tsx";
import { unmappedColumns } from "./unmapped-columns.tsx";
import type { ReplayAnswer, UnmappedDeeds, UnmappedVerdicts } from "./unmapped-deeds.ts";
import { type Find, useFound } from "./use-found.ts";
import { ShowMore } from "./show-more.tsx";

type UnmappedListProps = {
  connectorId: string;
  first: Page<UnmappedRow>;
  toMap: readonly ItemsToMap[];
  find: Find<UnmappedRow>;
  can: UnmappedVerdicts;
  deeds: UnmappedDeeds;
};

/** The Unmapped tab: who should have a mailbox and has none, those with the most items first. */
export function UnmappedList({ connectorId, first, toMap, find, can, deeds }: UnmappedListProps) {
  const { locale } = useViewerZone();
  const [answer, setAnswer] = useState<ReplayAnswer>({ state: IDLE });
  const [isReplaying, startReplay] = useTransition();
  const list = useFound(first, find);
  // Only while there is nothing to look at: a list that somebody searches stays as it is.
  useRefreshWhile(first.rows.length === 0 && toMap.some(({ isOver }) => !isOver));
  const notice = (
    <>
      <ReplayAnswerNotice connectorId={connectorId} answer={answer} />
      <ItemsToMapNotices connectorId={connectorId} toMap={toMap} />
    </>
  );
  if (first.rows.length === 0) {
    return (
      <Stack gap="l">
        {notice}
        {toMap.length === 0 && <Nobody />}
      </Stack>
    );
  }
  return (
    <Stack gap="l">
      <Prose>
        Numbers and addresses of your organization for which no mailbox was found. Their items are kept in the
        vault, so nothing is lost: map a number to its mailbox, and they are imported as of when they were
        sent. Once users have got mailboxes, or a new mapping file is in force, <i>Replay all</i> looks for
        everybody here once more.
      </Prose>
      {notice}
      <SearchBar landmark="Search numbers and addresses" label="Number or address" onSearch={list.search}>
        <LinkButton isExternal icon={<ArrowDownload20Regular />} href={paths.api.unmappedExport(connectorId)}>
          Download as CSV
        </LinkButton>
        <ReasonedButton
          can={can.replay}
          isBusy={isReplaying}
          icon={<ArrowRepeatAll20Regular />}
          onClick={() => startReplay(async () => setAnswer(await deeds.replay()))}
        >
          Replay all
        </ReasonedButton>
      </SearchBar>
      <FormAnswer state={list.problem} refusedTitle="The list was not read" />
      {list.rows.length === 0 ? (
        <EmptyState icon={<PersonSearch24Regular />} title="No numbers or addresses match">
          No number and no address without a mailbox has this in it. Whoever is not listed here has a mailbox,
          or is outside of your organization.
        </EmptyState>
      ) : (
        <DataTable
          isWide
          label="Unmapped"
          columns={unmappedColumns(connectorId, locale, { can, deeds, onAnswer: setAnswer })}
          rows={list.rows}
          rowKey={({ id }) => id}
        />
      )}
      <ShowMore isThere={list.next !== null} isPending={list.isPending} onClick={list.showMore} />
    </Stack>
  );
}

function Nobody() {
  return (
    <EmptyState icon={<PersonAvailable24Regular />} title="Everybody has a mailbox">
      Every number and address of your organization that was in a message so far led to a mailbox. Whoever has
      none will be listed here, with a way to map them.
    </EmptyState>
  );
}
