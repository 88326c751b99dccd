"use client";
import { RemedyLink } from "#components/connector/remedy-link.tsx";
import { Ago, Until } from "#components/ui/ago.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import { isTerminal, type RunStep } from "#lib/domain/run.ts";
import type { RunProgress } from "#lib/domain/views/run.ts";

/** What holds a run up or ended it, with what to do. */
export function RunNotices({ run }: { run: RunProgress }) {
  if (run.state === "failed" && run.reason) return <Failed code={run.reason} connectorId={run.connectorId} />;
  if (isTerminal(run.state)) return run.plannedTo ? <Split run={run} until={run.plannedTo} /> : null;
  return (
    <>
      <Waiting run={run} />
      {run.retryAt && run.reason && <Retrying at={run.retryAt} code={run.reason} attempts={run.attempts} />}
      {run.state === "stalled" && run.progressAt && <Stalled run={run} since={run.progressAt} />}
      {run.plannedTo && <Split run={run} until={run.plannedTo} />}
      <Wish run={run} />
    </>
  );
}

/** A failed or cancelled one says elsewhere that its window is not lost. */
function Split({ run, until }: { run: RunProgress; until: string }) {
  if (run.state === "failed" || run.state === "cancelled") return null;
  return (
    <Notice intent="info" title="The window is imported in parts" isAnswer>
      It holds more items than one run takes. This part is what was archived before{" "}
      <Instant at={run.window.to} />; the rest, up to <Instant at={until} />,{" "}
      {isTerminal(run.state)
        ? "followed as a run of its own."
        : "follows by itself as soon as this run has ended."}
    </Notice>
  );
}

/** What an admin asked for. */
function Wish({ run }: { run: RunProgress }) {
  if (run.isCancelRequested)
    return (
      <Notice intent="info" title="Cancelling" isAnswer>
        What is under way is finished within seconds; nothing new is begun. What is in mailboxes already stays
        there.
      </Notice>
    );
  if (run.isPausing)
    return (
      <Notice intent="info" title="Pausing" isAnswer>
        What is under way is finished within seconds; nothing new is begun. The import keeps its place.
      </Notice>
    );
  if (run.state !== "paused") return null;
  return (
    <Notice intent="info" title="The connector is paused" isAnswer>
      This import keeps its place and goes on from there when the connector is resumed.
    </Notice>
  );
}

function Waiting({ run: { waitingUntil: until, waitingReason, lanes } }: { run: RunProgress }) {
  if (lanes.parked > 0 && (!until || waitingReason === "mailbox-access-denied"))
    return <Parked count={lanes.parked} until={until} />;
  if (!until) return null;
  return (
    <Notice intent="info" title="The mail service asked to slow down" isAnswer>
      The import goes on by itself at <Instant at={until} show="time" /> (<Until at={until} />
      ). Waiting loses nothing.
    </Notice>
  );
}

function Parked({ count, until }: { count: number; until: string | null }) {
  const subject = count === 1 ? "1 mailbox refuses" : `${count} mailboxes refuse`;
  return (
    <Notice intent="warning" title={`${subject} the application`} isAnswer>
      {reasonOf("mailbox-access-denied").remedy} They are looked at again by themselves
      {until ? (
        <>
          {" at "}
          <Instant at={until} show="time" /> (<Until at={until} />)
        </>
      ) : (
        ", and the import goes on with the others"
      )}
      ; what has not got in after that is listed as failed.
    </Notice>
  );
}

const WAITS_FOR: Record<RunStep, string> = {
  plan: "Microsoft's directory",
  fetch: "TeleMessage's list of items",
  stage: "an item from TeleMessage, or the staging storage",
  map: "the database",
  import: "Microsoft 365",
  verify: "Microsoft 365",
  report: "the database",
};

function Stalled({ run, since }: { run: RunProgress; since: string }) {
  return (
    <Notice intent="warning" title="The import stands still" isAnswer>
      It has come no further since <Instant at={since} show="time" /> (<Ago at={since} />
      ): it waits for {WAITS_FOR[run.step]}. If that lasts, the work is taken from its worker and begun again
      where it was, by itself. Nothing is lost.
    </Notice>
  );
}

function Retrying({ at, code, attempts }: { at: string; code: string; attempts: number }) {
  return (
    <Notice intent="warning" title={reasonOf(code).sentence} isAnswer>
      {attempts > 1 && `${attempts} tries in a row have ended like this. `}
      Trying again at <Instant at={at} show="time" /> (<Until at={at} />
      ). {reasonOf(code).remedy}
    </Notice>
  );
}

function Failed({ code, connectorId }: { code: string; connectorId: string }) {
  return (
    <Notice
      intent="error"
      title={reasonOf(code).sentence}
      actions={<RemedyLink connectorId={connectorId} code={code} />}
    >
      {reasonOf(code).remedy} The window is not lost: the next run begins where the last complete one ended.
    </Notice>
  );
}
