import type { FoundMessage } from "#lib/pipeline/ports/mailbox.ts";
import { PROPERTY } from "./properties.ts";
import type { WireMessage } from "./wire.ts";

/** A message that carries our key; `undefined` for every other one. A draft is never complete. */
export function foundMessageOf(message: WireMessage): FoundMessage | undefined {
  const importKey = valueOf(message, PROPERTY.importKey)?.toLowerCase();
  if (!importKey) return undefined;
  const isComplete = !message.isDraft && valueOf(message, PROPERTY.importState) !== "partial";
  return { messageId: message.id, importKey, isComplete };
}

/** Exchange gives an id back with a GUID of its own spelling. */
function valueOf(message: WireMessage, id: string): string | undefined {
  const wanted = id.toLowerCase();
  const found = message.singleValueExtendedProperties.find((each) => each.id.toLowerCase() === wanted);
  return found?.value ?? undefined;
}

export function byAge(one: WireMessage, other: WireMessage): number {
  return one.createdDateTime.localeCompare(other.createdDateTime) || one.id.localeCompare(other.id);
}
