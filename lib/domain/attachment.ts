/** A larger attachment is not imported. Source: connector documentation, "Known issues". */
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024;

/** From this size on an attachment goes through an upload session. Source: Graph, "Attach large files". */
export const UPLOAD_SESSION_BYTES = 3 * 1024 * 1024;

/** A create request stays below this. Source: Graph's request limit of 4 MB, less room for headers. */
export const MAX_INLINE_REQUEST_BYTES = 3_500_000;

export type Attachment = {
  name: string;
  contentType: string;
  /** Decoded bytes. */
  bytes: Uint8Array;
  contentId: string | undefined;
  isInline: boolean;
};

/** What is said of an attachment that was left out: in the message's note and in the ledger. */
export type SkippedAttachment = { name: string; sizeBytes: number };

/** The rule of the 10 MB: which attachments travel with the message and which are named in its note instead. */
export function partitionAttachments(
  attachments: readonly Attachment[],
  maxBytes = MAX_ATTACHMENT_BYTES,
): { kept: Attachment[]; skipped: SkippedAttachment[] } {
  const kept = attachments.filter((attachment) => attachment.bytes.byteLength <= maxBytes);
  const skipped = attachments
    .filter((attachment) => attachment.bytes.byteLength > maxBytes)
    .map((attachment) => ({ name: attachment.name, sizeBytes: attachment.bytes.byteLength }));
  return { kept, skipped };
}
