"use client";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { SystemHealth } from "#lib/domain/views.ts";

/** Imports stand still without a worker: say so before somebody wonders. */
export function WorkerBanner({ health }: { health: SystemHealth }) {
  if (health.workersAlive > 0) return null;
  return (
    <Notice intent="warning" title="No worker is running, so no import moves" isAnswer>
      Nothing is lost: imports go on by themselves as soon as a worker is back. Ask whoever operates this
      installation to start one.
      {health.lastJobAt && (
        <>
          {" "}
          The last sign of life was <Instant at={health.lastJobAt} />.
        </>
      )}
    </Notice>
  );
}
