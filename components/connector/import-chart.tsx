"use client";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import type { BarSeries } from "#components/ui/bar-patterns.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { formatCount, formatCountOf, formatDay } from "#components/ui/format.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { StackedBars } from "#components/ui/stacked-bars.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { DailyImports } from "#lib/domain/views/run.ts";

type Outcome = "imported" | "partial" | "duplicate" | "failed" | "pending";

const SERIES: readonly (BarSeries & { id: Outcome })[] = [
  { id: "imported", name: "imported", tone: "good", pattern: "solid" },
  { id: "partial", name: "partially imported", tone: "warning", pattern: "striped" },
  { id: "duplicate", name: "skipped", tone: "quiet", pattern: "dotted" },
  { id: "failed", name: "failed", tone: "bad", pattern: "crossed" },
  { id: "pending", name: "pending", tone: "open", pattern: "hollow" },
];

const TITLE = "Imports of the last 30 days";

/** What the runs of each day made: as bars for the eye, and as a table. */
export function ImportChart({ days }: { days: readonly DailyImports[] }) {
  const { locale } = useViewerZone();
  const busy = days.filter(({ runs }) => runs > 0);
  const total = (outcome: Outcome) => days.reduce((sum, day) => sum + day[outcome], 0);
  const label = `${TITLE}: ${formatCountOf(total("imported"), "delivery", locale, "deliveries")} imported, ${formatCount(total("failed"), locale)} failed, on ${formatCountOf(busy.length, "day", locale)} with a run. The table below has the numbers.`;
  return (
    <Section title={TITLE}>
      {busy.length === 0 ? (
        <Prose isQuiet>No run has ended in these days. Its deliveries will be drawn here, day by day.</Prose>
      ) : (
        <>
          <StackedBars
            label={label}
            series={SERIES}
            bars={days.map((day) => ({
              id: day.day,
              title: dayTitle(day, locale),
              values: SERIES.map(({ id }) => day[id]),
            }))}
          />
          <Disclosure summary="Show as a table">
            <DataTable
              label={TITLE}
              columns={columnsOf(locale)}
              rows={busy.toReversed()}
              rowKey={({ day }) => day}
            />
          </Disclosure>
        </>
      )}
    </Section>
  );
}

/** The day was cut in the viewer's zone already. */
const dayTitle = ({ day }: DailyImports, locale: string) =>
  formatDay(`${day}T00:00:00Z`, { locale, zone: "UTC" });

function columnsOf(locale: string): Column<DailyImports>[] {
  const count = (id: Outcome | "runs", title: string): Column<DailyImports> => ({
    id,
    title,
    width: "minmax(0, 1fr)",
    isNumber: true,
    cell: (day) => formatCount(day[id], locale),
  });
  return [
    { id: "day", title: "Day", width: "minmax(0, 1.2fr)", cell: (day) => dayTitle(day, locale) },
    count("runs", "Runs"),
    count("imported", "Imported"),
    count("partial", "Partially imported"),
    count("duplicate", "Skipped"),
    count("failed", "Failed"),
    count("pending", "Pending"),
  ];
}
