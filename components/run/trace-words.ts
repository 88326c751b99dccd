import { formatBytes } from "#components/ui/format.ts";
import { MAX_ATTACHMENT_BYTES } from "#lib/domain/attachment.ts";
import type { Reason } from "#lib/domain/reasons.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import { keepDaysWords } from "#lib/domain/retention.ts";
import type { ItemState } from "#lib/domain/item.ts";
import type { DeliveryTrace, TracedDelivery, TracedParticipant } from "#lib/domain/traces.ts";
import type { RunName } from "#lib/domain/views/run.ts";

const ROLES: Record<TracedParticipant["role"], string> = { from: "From", to: "To", cc: "Copy to" };

/** `From +12125550106, ada@contoso.com` */
export function participantName({ role, phone, address, hasUnreadableNumber }: TracedParticipant): string {
  const names = [phone, address, hasUnreadableNumber && "a number that cannot be read"].filter(Boolean);
  return `${ROLES[role]} ${names.length === 0 ? "an unnamed person" : names.join(", ")}`;
}

/** Where a participant's copy went, and by what; or why nowhere, with what to do. */
export function mappingWords(participant: TracedParticipant): Reason {
  const { resolution, via, mailbox, reason, mappingVersion, mappingLine } = participant;
  if (resolution === null) return { sentence: "Not mapped yet.", remedy: "" };
  if (resolution === "external") {
    return {
      sentence: "Outside of your organization.",
      remedy: "No mailbox is expected: nothing in the directory or in a mapping says otherwise.",
    };
  }
  if (resolution === "unmapped") return reasonOf(reason ?? "no-mailbox-found");
  if (resolution === "left-out") {
    return {
      sentence: `Mailbox ${mailbox ?? "unknown"}, which the connector's scope leaves out.`,
      remedy:
        "No copy goes there, as set. After the scope was widened on the Settings tab, importing the period again brings it.",
    };
  }
  const sentence = `Mailbox ${mailbox ?? "unknown"}.`;
  if (via === "email") {
    return {
      sentence,
      remedy: "By the directory: the e-mail address leads to exactly one member, who has a mailbox.",
    };
  }
  const line = mappingLine === null ? "" : `, line ${mappingLine}`;
  return {
    sentence,
    remedy:
      mappingVersion === null
        ? "By the custom mapping; which version of it was not recorded."
        : `By the custom mapping, version ${mappingVersion}${line}.`,
  };
}

/** What the rule on large attachments did to this message. */
export function attachmentWords({ state, skippedBytes }: DeliveryTrace, locale: string): string {
  const limit = formatBytes(MAX_ATTACHMENT_BYTES, locale);
  if (skippedBytes.length > 0) {
    const sizes = skippedBytes.map((bytes) => formatBytes(bytes, locale)).join(", ");
    return `Left out because it is over ${limit}: ${sizes}. A note in the message names what is missing.`;
  }
  if (state === "imported") return `Every attachment, if there is any, is at most ${limit} and was imported.`;
  if (state === "duplicate") return "The message was in the mailbox already, so nothing was sent.";
  return `Decided when the message is imported: one over ${limit} is left out.`;
}

/** How many requests it took, as far as that was recorded. */
export function requestWords({ attempts, lostCount }: DeliveryTrace): string {
  if (attempts === 0) return "None was sent.";
  const sent = attempts === 1 ? "1 was sent" : `${attempts} were sent, in all runs together`;
  if (lostCount === 0) return `${sent}.`;
  return `${sent}; ${lostCount} of them turned out not to have been carried out, and the message was looked up before it was sent again.`;
}

/** Until when the original is kept, or since when it is gone; an instant follows where there is one. */
export function keepingWords(pack: DeliveryTrace["item"]["pack"]): string {
  if (!pack) return "Not staged yet";
  const { deletedAt, deleteAfter, keepDays } = pack;
  if (deletedAt !== null)
    return keepDays === null ? "Deleted" : `Deleted by the retention rule of ${keepDaysWords(keepDays)},`;
  if (deleteAfter !== null) return "Kept, encrypted, until";
  if (keepDays === null) return "Kept, encrypted, forever, as the retention rule says";
  return `Kept, encrypted, until it is settled with what was stored beside it, and ${keepDaysWords(keepDays)} more`;
}

/** Why an item of this state has no delivery. */
export function withoutDeliveryWords(state: ItemState): string {
  if (state === "listed" || state === "staged")
    return "None yet: they appear once the item is mapped to mailboxes.";
  return "None in any run: the item came to no mailbox.";
}

/** The runs that account for more than one of an item's deliveries: there they are listed together. */
export function runsWithSeveral(deliveries: readonly TracedDelivery[]): RunName[] {
  const byRun = Map.groupBy(deliveries, ({ run }) => run.runId);
  return [...byRun.values()].flatMap(([first, second]) => (first && second ? [first.run] : []));
}
