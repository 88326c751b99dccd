"use client";
import { Instant } from "#components/ui/instant.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { sendProblem } from "#lib/domain/alert-channel.ts";
import type { ChannelHealth as Health } from "#lib/domain/views/settings.ts";

/** Whether messages arrive through a channel, and what is wrong where they do not. */
export function ChannelHealth({ health }: { health: Health | null }) {
  if (!health) return <Prose isQuiet>No alerts are sent this way yet.</Prose>;
  const { lastFailure, lastFailedAt, lastSentAt, nextTryAt } = health;
  if (lastFailure !== null && lastFailedAt !== null) {
    const { sentence, remedy } = sendProblem(lastFailure);
    const isPartly = lastFailure === "some-recipients-refused";
    return (
      <Notice
        intent="warning"
        title={isPartly ? "The last message did not reach everybody" : "The last message did not arrive"}
      >
        {sentence} {remedy} Tried <Instant at={lastFailedAt} />
        {nextTryAt === null ? (
          `; ${isPartly ? "to them " : ""}it is not sent again.`
        ) : (
          <>
            , next tried <Instant at={nextTryAt} />.
          </>
        )}
      </Notice>
    );
  }
  return (
    <Prose isQuiet>
      {lastSentAt ? (
        <>
          Last message sent <Instant at={lastSentAt} />.
        </>
      ) : (
        "Nothing has been sent yet."
      )}
    </Prose>
  );
}
