"use client";
import { makeStyles, tokens } from "@fluentui/react-components";
import { formatCount } from "#components/ui/format.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Status } from "#components/ui/status.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { isBalanced } from "#lib/domain/delivery.ts";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { RunCounters } from "./run-counters.tsx";

const useStyles = makeStyles({
  equations: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  equation: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXXS,
    fontVariantNumeric: "tabular-nums",
  },
});

/** The counters of Microsoft's admin log, and the proof that none of them hides anything. */
export function Ledger({ run }: { run: RunProgress }) {
  return (
    <Section title="Counters">
      <RunCounters run={run} />
      <Equations run={run} />
      {run.itemsSeenBefore > 0 && <SeenBefore count={run.itemsSeenBefore} />}
    </Section>
  );
}

function Equations({ run }: { run: RunProgress }) {
  const styles = useStyles();
  const { items, deliveries } = run;
  const itemTerms = [
    { count: items.delivered, name: "mapped to mailboxes" },
    { count: items.notImported, name: "not imported" },
    { count: items.rejected, name: "rejected" },
    { count: items.staged, name: "staged" },
    { count: items.listed, name: "to fetch" },
  ];
  const deliveryTerms = [
    { count: deliveries.imported, name: "imported" },
    { count: deliveries.partial, name: "partial" },
    { count: deliveries.duplicate, name: "skipped" },
    { count: deliveries.failed, name: "failed" },
    { count: deliveries.pending, name: "pending" },
  ];
  const itemSum = itemTerms.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={styles.equations}>
      <Equation
        total={items.available}
        name="from source"
        terms={itemTerms}
        balances={itemSum === items.available}
      />
      <Equation
        total={deliveries.available}
        name="for import, one for each mailbox"
        terms={deliveryTerms}
        balances={isBalanced(deliveries)}
      />
    </div>
  );
}

type Term = { count: number; name: string };
type EquationProps = { total: number; name: string; terms: readonly Term[]; balances: boolean };

function Equation({ total, name, terms, balances }: EquationProps) {
  const styles = useStyles();
  const { locale } = useViewerZone();
  const write = (term: Term) => `${formatCount(term.count, locale)} ${term.name}`;
  const shown = terms.filter(({ count }, index) => count > 0 || index === 0);
  return (
    <div className={styles.equation}>
      <Status tone={balances ? "good" : "bad"}>{balances ? "Balances" : "Does not balance"}</Status>
      <Prose as="span">
        {write({ count: total, name })} = {shown.map(write).join(" + ")}
      </Prose>
    </div>
  );
}

function SeenBefore({ count }: { count: number }) {
  const { locale } = useViewerZone();
  return (
    <Prose isSmall isQuiet>
      {formatCount(count, locale)} more were listed again, in the overlap with the run before, and are in its
      ledger.
    </Prose>
  );
}
