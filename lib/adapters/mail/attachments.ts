import { type Attachment } from "#lib/domain/attachment.ts";
import { type ParsedContent } from "./parsed-content.ts";
import { lineOf, shortened } from "./safe-text.ts";

/**
 * Every part that is not the text, under a name that any screen and file system takes.
 * @param html the body where it is HTML: Outlook lists no inline attachment, so only what the body shows may be one
 */
export function attachmentsOf(content: ParsedContent, html: string): Attachment[] {
  const shown = new Set(Array.from(html.matchAll(CONTENT_ID_URL), ([, id = ""]) => id));
  return content.attachments.map(({ parsed, bytes }, index) => {
    const contentType = MIME_TYPE.test(parsed.mimeType) ? parsed.mimeType : "application/octet-stream";
    const contentId = contentIdOf(parsed.contentId);
    return {
      name: nameOf(parsed.filename, contentType, index + 1),
      contentType,
      bytes,
      contentId,
      isInline: contentId !== undefined && (shown.has(contentId) || shown.has(encodeURIComponent(contentId))),
    };
  });
}

/** RFC 2392 */
const CONTENT_ID_URL = /\bcid:([^\s"'<>()]+)/gi;

const MIME_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

const MAX_NAME_CHARACTERS = 200;
const MAX_EXTENSION_CHARACTERS = 20;

/** Extensions for parts without a name, by content type; what carriers send. */
const EXTENSIONS: Record<string, string> = {
  "application/applefile": "applefile",
  "application/pdf": "pdf",
  "application/pkcs7-mime": "p7m",
  "application/pkcs7-signature": "p7s",
  "application/smil": "smil",
  "application/x-pkcs7-mime": "p7m",
  "audio/aac": "aac",
  "audio/amr": "amr",
  "audio/mp4": "m4a",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg",
  "image/bmp": "bmp",
  "image/gif": "gif",
  "image/heic": "heic",
  "image/jpeg": "jpg",
  "image/jpg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "message/rfc822": "eml",
  "text/calendar": "ics",
  "text/csv": "csv",
  "text/html": "html",
  "text/plain": "txt",
  "text/vcard": "vcf",
  "text/x-vcard": "vcf",
  "video/3gpp": "3gp",
  "video/3gpp2": "3g2",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
};

/** The last part of a path, so that no name leads out of a folder; `attachment-1.jpg` where nothing is left of it. */
function nameOf(filename: string | null, contentType: string, ordinal: number): string {
  const name = lineOf(filename ?? "", Number.MAX_SAFE_INTEGER)
    .split(/[/\\]/)
    .at(-1)
    ?.trim();
  if (!name || /^\.+$/.test(name)) return `attachment-${ordinal}.${EXTENSIONS[contentType] ?? "bin"}`;
  if (name.length <= MAX_NAME_CHARACTERS) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= MAX_EXTENSION_CHARACTERS ? name.slice(dot) : "";
  return shortened(name, MAX_NAME_CHARACTERS - extension.length) + extension;
}

function contentIdOf(header: string | undefined): string | undefined {
  const id = lineOf(header ?? "", Number.MAX_SAFE_INTEGER).replace(/^<([^<>]*)>$/, "$1");
  return id !== "" && id.length <= MAX_CONTENT_ID_CHARACTERS ? id : undefined;
}

const MAX_CONTENT_ID_CHARACTERS = 998;
