import type { Attachment } from "./attachment.ts";

export type MailboxRecipient = { name: string; address: string };

/** An item as it is put into a mailbox, before any destination's protocol. */
export type MailboxMessage = {
  subject: string;
  body: { contentType: "text" | "html"; content: string };
  from: MailboxRecipient;
  to: MailboxRecipient[];
  cc: MailboxRecipient[];
  internetMessageId: string | undefined;
  sentAt: Date;
  receivedAt: Date;
  /** `IPM.Note.<Kind>.<SMS|MMS>` */
  messageClass: string;
  attachments: Attachment[];
};
