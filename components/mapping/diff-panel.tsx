"use client";
import { Button, Field, makeStyles, Select, tokens } from "@fluentui/react-components";
import { useEffect, useState, useTransition } from "react";
import { Address } from "#components/ui/address.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { formatCount } from "#components/ui/format.ts";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status, type StatusTone } from "#components/ui/status.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { MappingDiff, MappingDiffRow } from "#lib/domain/views/mapping.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";
import { periodOf } from "./period-of.ts";
import { ShowMore } from "./show-more.tsx";

type Pair = { from: number; to: number };

type DiffPanelProps = {
  pair: Pair;
  /** To choose from. */
  versions: readonly number[];
  onPair: (pair: Pair) => void;
  onClose: () => void;
  diff: MappingDeeds["diff"];
};

const useStyles = makeStyles({
  pair: { display: "grid", gridTemplateColumns: "1fr 1fr", gap: tokens.spacingHorizontalM },
});

/** What one version says otherwise than another, row by row. */
export function DiffPanel({ pair, versions, onPair, onClose, diff }: DiffPanelProps) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  const { counts, rows, next, problem, isPending, showMore } = useDiff(pair, diff);
  const choose = (name: keyof Pair, label: string) => (
    <Field label={label}>
      <Select
        value={String(pair[name])}
        onChange={(_event, { value }) => onPair({ ...pair, [name]: Number(value) })}
      >
        {[...new Set([pair[name], ...versions])].map((version) => (
          <option key={version} value={version}>
            Version {version}
          </option>
        ))}
      </Select>
    </Field>
  );
  return (
    <Panel isOpen title="Compare versions" onClose={onClose} foot={<Button onClick={onClose}>Close</Button>}>
      <Stack gap="l">
        <div className={styles.pair}>
          {choose("from", "From")}
          {choose("to", "To")}
        </div>
        {counts && (
          <Facts
            facts={(["added", "removed", "changed"] as const).map((change) => ({
              name: CHANGES[change].name,
              value: formatCount(counts[change], locale),
            }))}
          />
        )}
        <FormAnswer state={problem} refusedTitle="The versions were not compared" />
        {isPending && rows.length === 0 && <Prose isQuiet>Comparing…</Prose>}
        {counts && rows.length === 0 && <Prose>Both versions have the same rows.</Prose>}
        {rows.length > 0 && (
          <DataTable
            label="Differences"
            columns={COLUMNS}
            rows={rows}
            rowKey={(row) => `${row.phone} ${(row.before ?? row.after)?.validFrom ?? ""}`}
          />
        )}
        <ShowMore isThere={next !== null} isPending={isPending} onClick={showMore} />
      </Stack>
    </Panel>
  );
}

const NOTHING: MappingDiff = { counts: null, rows: [], next: null };

function useDiff({ from, to }: Pair, diff: MappingDeeds["diff"]) {
  const [found, setFound] = useState(NOTHING);
  const [problem, setProblem] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  useEffect(() => {
    start(async () => {
      const answer = await diff({ from, to });
      setProblem(answer.page ? IDLE : answer.state);
      setFound(answer.page ?? NOTHING);
    });
  }, [from, to, diff]);
  const readMore = (cursor: string) =>
    start(async () => {
      const answer = await diff({ from, to, cursor });
      setProblem(answer.page ? IDLE : answer.state);
      if (!answer.page) return;
      const { rows, next } = answer.page;
      setFound({ ...found, rows: [...found.rows, ...rows], next });
    });
  return { ...found, problem, isPending, showMore: () => found.next !== null && readMore(found.next) };
}

const CHANGES: Record<MappingDiffRow["change"], { name: string; tone: StatusTone }> = {
  added: { name: "Added", tone: "good" },
  removed: { name: "Removed", tone: "bad" },
  changed: { name: "Changed", tone: "warning" },
};

const COLUMNS: readonly Column<MappingDiffRow>[] = [
  {
    id: "change",
    title: "Change",
    width: "minmax(0, 0.8fr)",
    cell: ({ change }) => <Status tone={CHANGES[change].tone}>{CHANGES[change].name}</Status>,
  },
  { id: "phone", title: "Mobile number", width: "minmax(0, 1fr)", cell: ({ phone }) => phone },
  { id: "before", title: "Before", width: "minmax(0, 1.4fr)", cell: ({ before }) => <Side of={before} /> },
  { id: "after", title: "After", width: "minmax(0, 1.4fr)", cell: ({ after }) => <Side of={after} /> },
];

function Side({ of }: { of: MappingDiffRow["before"] }) {
  if (!of) {
    return (
      <Prose as="span" isQuiet>
        –
      </Prose>
    );
  }
  return (
    <Stack gap="xs">
      <span>
        <Address>{of.address}</Address>
      </span>
      <Prose as="span" isSmall isQuiet>
        {periodOf(of)}
      </Prose>
    </Stack>
  );
}
