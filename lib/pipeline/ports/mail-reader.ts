import type { ConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { SkippedAttachment } from "#lib/domain/attachment.ts";
import type { ItemEnvelope, ItemKind } from "#lib/domain/item.ts";
import type { MailboxMessage } from "#lib/domain/mailbox-message.ts";

export type MessageOptions = { kind: ConnectorKind; itemKind: ItemKind; sentAt: Date };

/** Reads e-mails; knows MIME and TeleMessage's headers. Total: odd input gives odd values, never an exception. */
export interface MailReader {
  /** `undefined` for bytes that are no e-mail. */
  readEnvelope(bytes: Uint8Array, defaultCountry: string): Promise<ItemEnvelope | undefined>;
  /** The whole message, attachments over 10 MB left out and named in a note at the end of the body. */
  readMessage(
    bytes: Uint8Array,
    options: MessageOptions,
  ): Promise<{ message: MailboxMessage; skipped: SkippedAttachment[] }>;
}
