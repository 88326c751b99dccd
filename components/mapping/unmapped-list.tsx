"use client";
import { Button, makeStyles, SearchBox, tokens } from "@fluentui/react-components";
import {
  ArrowDownload20Regular,
  PersonAvailable24Regular,
  PersonSearch24Regular,
} from "@fluentui/react-icons";
import { useState, useTransition } from "react";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { Page, UnmappedRow } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { unmappedColumns } from "./unmapped-columns.tsx";

/** A page of what fits, or why there is none. What is searched for never stands in an address. */
export type FindUnmapped = (query: {
  search: string;
  cursor?: string;
}) => Promise<{ page: Page<UnmappedRow> } | { page: undefined; state: FormState }>;

type UnmappedListProps = { connectorId: string; first: Page<UnmappedRow>; find: FindUnmapped };

const useStyles = makeStyles({
  bar: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
  search: { flexGrow: 1, minWidth: "200px", maxWidth: "360px" },
});

/** The Unmapped tab: who should have a mailbox and has none, those with the most items first. */
export function UnmappedList({ connectorId, first, find }: UnmappedListProps) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  const [typed, setTyped] = useState("");
  const list = useUnmapped(first, find);
  if (first.rows.length === 0) return <Nobody />;
  return (
    <Stack gap="l">
      <Prose>
        Numbers and addresses of your organization for which no mailbox was found. Their items are kept in the
        vault, so nothing is lost.
      </Prose>
      <div className={styles.bar}>
        <search aria-label="Search numbers and addresses" className={styles.search}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              list.search(typed);
            }}
          >
            <SearchBox
              aria-label="Number or address"
              placeholder="Number or address, then Enter"
              maxLength={200}
              value={typed}
              onChange={(_event, { value }) => {
                setTyped(value);
                if (value === "") list.search("");
              }}
            />
          </form>
        </search>
        <LinkButton isExternal icon={<ArrowDownload20Regular />} href={paths.api.unmappedExport(connectorId)}>
          Download as CSV
        </LinkButton>
      </div>
      <FormAnswer state={list.problem} refusedTitle="The list was not read" />
      {list.rows.length === 0 ? (
        <EmptyState icon={<PersonSearch24Regular />} title="Nobody fits">
          No number and no address without a mailbox has this in it. Whoever is not listed here has a mailbox,
          or is outside of your organization.
        </EmptyState>
      ) : (
        <DataTable
          isWide
          label="Unmapped"
          columns={unmappedColumns(connectorId, locale)}
          rows={list.rows}
          rowKey={({ id }) => id}
        />
      )}
      {list.next !== null && (
        <div>
          <Button disabledFocusable={list.isPending} onClick={list.showMore}>
            {list.isPending ? "Reading…" : "Show more"}
          </Button>
        </div>
      )}
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

/** What was found so far: the page's own rows until somebody searches. */
function useUnmapped(first: Page<UnmappedRow>, find: FindUnmapped) {
  const [found, setFound] = useState<{ search: string; of: Page<UnmappedRow>; page: Page<UnmappedRow> }>({
    search: "",
    of: first,
    page: first,
  });
  const [problem, setProblem] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  // The page was read anew: what was shown of it before is out of date.
  const { page, search } = found.of === first ? found : { page: first, search: "" };
  const read = (query: Parameters<FindUnmapped>[0], before: readonly UnmappedRow[]) =>
    start(async () => {
      const answer = await find(query);
      setProblem(answer.page ? IDLE : answer.state);
      if (!answer.page) return;
      const { rows, next } = answer.page;
      setFound({ search: query.search, of: first, page: { rows: [...before, ...rows], next } });
    });
  return {
    ...page,
    problem,
    isPending,
    search: (text: string) => read({ search: text }, []),
    showMore: () => page.next !== null && read({ search, cursor: page.next }, page.rows),
  };
}
