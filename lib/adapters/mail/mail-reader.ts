import { type MailReader } from "#lib/pipeline/ports/mail-reader.ts";
import { composeMessage } from "./compose-message.ts";
import { listCorrespondents, participantsOf } from "./correspondents.ts";
import { firstField, type HeaderBlock, mailOf, readHeaderBlock } from "./header-block.ts";
import { itemKindOf } from "./item-kind.ts";
import { parseContent } from "./parsed-content.ts";
import { parseDateHeader } from "./sent-time.ts";

/**
 * Reads items by RFC 5322 and MIME. The envelope comes from the headers alone, so that staging decodes no attachment;
 * both functions read the same headers with the same code, and neither throws, whatever the bytes.
 */
export function createMailReader(): MailReader {
  return {
    async readEnvelope(bytes, defaultCountry) {
      const mail = mailOf(bytes);
      const block = readHeaderBlock(mail);
      if (!block || !isMail(block)) return undefined;
      return {
        kind: itemKindOf(mail, block),
        sentAt: parseDateHeader(firstField(block, "date")),
        participants: participantsOf(listCorrespondents(block), defaultCountry),
      };
    },

    async readMessage(bytes, options) {
      const mail = mailOf(bytes);
      const block = readHeaderBlock(mail);
      if (!block) return composeMessage(mail, NO_HEADERS, undefined, options);
      return composeMessage(mail, block, await parseContent(mail, block), options);
    },
  };
}

const NO_HEADERS: HeaderBlock = { fields: [], bodyStart: 0 };

/** One of these stands in every mail; a page of HTML, an error in JSON and noise have none of them. */
const MAIL_FIELDS = new Set([
  "from",
  "to",
  "cc",
  "bcc",
  "sender",
  "reply-to",
  "return-path",
  "delivered-to",
  "received",
  "date",
  "subject",
  "message-id",
  "mime-version",
  "content-type",
]);

function isMail(block: HeaderBlock): boolean {
  return block.fields.some((field) => MAIL_FIELDS.has(field.name));
}
