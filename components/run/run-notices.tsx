"use client";
import { RemedyLink } from "#components/connector/remedy-link.tsx";
import { Until } from "#components/ui/ago.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { reasonOf } from "#lib/domain/reasons.ts";
import { isTerminal } from "#lib/domain/run.ts";
import type { RunProgress } from "#lib/domain/views.ts";

/** What holds a run up or ended it, with what to do. */
export function RunNotices({ run }: { run: RunProgress }) {
  const isOver = isTerminal(run.state);
  return (
    <>
      {!isOver && <Waiting run={run} />}
      {!isOver && run.retryAt && run.reason && <Retrying at={run.retryAt} code={run.reason} />}
      {run.state === "failed" && run.reason && <Failed code={run.reason} connectorId={run.connectorId} />}
      {run.plannedTo && <Split run={run} until={run.plannedTo} />}
      {!isOver && run.isCancelRequested && (
        <Notice intent="info" title="Cancelling" isAnswer>
          What is under way is finished; nothing new is begun. What is in mailboxes already stays there.
        </Notice>
      )}
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

function Retrying({ at, code }: { at: string; code: string }) {
  return (
    <Notice intent="warning" title={reasonOf(code).sentence} isAnswer>
      Tried again at <Instant at={at} show="time" /> (<Until at={at} />
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
