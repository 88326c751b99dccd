import { z } from "zod";

import { parsePhoneNumber, parseSmtpAddress } from "#lib/domain/address.ts";
import { MAX_ATTACHMENT_BYTES } from "#lib/domain/attachment.ts";
import type { ParsedParticipant } from "#lib/domain/item.ts";

import type { MailReader } from "../ports/mail-reader.ts";

const sampleMail = z.object({
  kind: z.enum(["sms", "mms"]),
  sentAt: z.string().optional(),
  /** `+12125550101`, `someone@example.com`, both with a space between them, or `?` for an unreadable number. */
  from: z.string().optional(),
  to: z.array(z.string()),
  text: z.string(),
  /** Sizes of the attachments: they have weight, but no bytes. */
  attachments: z.array(z.number()),
});

/** An e-mail of the in-memory world: JSON instead of MIME. */
export type SampleMail = z.infer<typeof sampleMail>;

export function bytesOf(mail: SampleMail | "unreadable"): Uint8Array {
  return new TextEncoder().encode(mail === "unreadable" ? "no mail" : JSON.stringify(mail));
}

function parseMail(bytes: Uint8Array): SampleMail | undefined {
  const text = new TextDecoder().decode(bytes);
  return text.startsWith("{") ? sampleMail.parse(JSON.parse(text)) : undefined;
}

/** How many bytes an original would have if its attachments had theirs. */
export function weightOf(bytes: Uint8Array): number {
  const attachments = parseMail(bytes)?.attachments ?? [];
  return attachments.reduce((sum, size) => sum + size, bytes.byteLength);
}

function parseParticipant(role: ParsedParticipant["role"], text: string): ParsedParticipant {
  const words = text.split(" ");
  return {
    role,
    phone: words.map((word) => parsePhoneNumber(word)).find((phone) => phone !== undefined),
    address: words.map((word) => parseSmtpAddress(word)).find((address) => address !== undefined),
    hasUnreadableNumber: words.includes("?"),
  };
}

export const sampleMailReader: MailReader = {
  readEnvelope: async (bytes) => {
    const mail = parseMail(bytes);
    if (!mail) return undefined;
    return {
      kind: mail.kind,
      sentAt: mail.sentAt === undefined ? undefined : new Date(mail.sentAt),
      participants: [
        ...(mail.from === undefined ? [] : [parseParticipant("from", mail.from)]),
        ...mail.to.map((text) => parseParticipant("to", text)),
      ],
    };
  },
  readMessage: async (bytes, { kind, itemKind, sentAt }) => {
    const mail = parseMail(bytes);
    const attachments = (mail?.attachments ?? []).map((sizeBytes, index) => ({
      name: `attachment-${index + 1}`,
      sizeBytes,
    }));
    const recipients = (mail?.to ?? []).map((text) => ({ name: text, address: text }));
    return {
      message: {
        subject: "",
        body: { contentType: "text", content: mail?.text ?? "" },
        from: { name: mail?.from ?? "", address: mail?.from ?? "" },
        to: recipients,
        cc: [],
        internetMessageId: undefined,
        sentAt,
        receivedAt: sentAt,
        messageClass: `IPM.Note.${kind.messageClass}.${itemKind.toUpperCase()}`,
        attachments: attachments
          .filter(({ sizeBytes }) => sizeBytes <= MAX_ATTACHMENT_BYTES)
          .map(({ name }) => ({
            name,
            contentType: "image/jpeg",
            bytes: new Uint8Array(16),
            contentId: undefined,
            isInline: false,
          })),
      },
      skipped: attachments.filter(({ sizeBytes }) => sizeBytes > MAX_ATTACHMENT_BYTES),
    };
  },
};
