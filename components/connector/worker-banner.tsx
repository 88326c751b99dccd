"use client";
import { Ago } from "#components/ui/ago.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import type { SystemHealth } from "#lib/domain/views/health.ts";

/** Imports stand still without a worker that takes them: say so before somebody wonders. */
export function WorkerBanner({ health }: { health: SystemHealth }) {
  const { workersAlive, lastJobAt, waitingSince } = health;
  if (workersAlive === 0) return <NoWorker lastJobAt={lastJobAt} />;
  if (waitingSince === null) return null;
  return (
    <Notice intent="warning" title="Work waits, and no worker takes it" isAnswer>
      It has waited since <Instant at={waitingSince} />, although a worker gives signs of life and has a free
      place
      {lastJobAt && (
        <>
          {" "}
          (last job taken <Ago at={lastJobAt} />)
        </>
      )}
      . Nothing is lost. Ask whoever operates this installation to check that the workers reach Redis, and to
      restart them.
    </Notice>
  );
}

function NoWorker({ lastJobAt }: { lastJobAt: string | null }) {
  return (
    <Notice intent="warning" title="No worker is running, so no import moves" isAnswer>
      Nothing is lost: imports go on by themselves as soon as a worker is back. Ask whoever operates this
      installation to start one.
      {lastJobAt && (
        <>
          {" "}
          The last job was taken <Instant at={lastJobAt} />.
        </>
      )}
    </Notice>
  );
}

/** Alive is not the same as at work: when a worker last took a job. */
export function WorkersLine({ health }: { health: SystemHealth }) {
  const { workersAlive, jobsAtWork, lastJobAt } = health;
  if (workersAlive === 0) return null;
  const workers = workersAlive === 1 ? "1 worker is alive" : `${workersAlive} workers are alive`;
  const jobs = jobsAtWork === 1 ? "1 job in hand" : `${jobsAtWork} jobs in hand`;
  return (
    <Prose isSmall isQuiet>
      {workers}, {jobsAtWork === 0 ? "idle" : `with ${jobs}`}. Last job taken:{" "}
      {lastJobAt ? <Ago at={lastJobAt} /> : "none yet"}.
    </Prose>
  );
}
