"use client";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { Counters } from "./counters.tsx";

/** The counters of Microsoft's admin log, and how many were read back: all of them wherever a run is shown, so that they add up. */
export function RunCounters({ run }: { run: RunProgress }) {
  const { items, deliveries } = run;
  return (
    <Counters
      counters={[
        { name: "Items available from source", count: items.available },
        { name: "Items available for import", count: deliveries.available },
        { name: "Items imported successfully", count: deliveries.imported },
        { name: "Items partially imported", count: deliveries.partial, tone: "warning" },
        { name: "Items skipped", count: deliveries.duplicate },
        { name: "Items failed", count: deliveries.failed, tone: "bad" },
        { name: "Items pending", count: deliveries.pending },
        { name: "Read back and verified", count: deliveries.verified },
      ]}
    />
  );
}
