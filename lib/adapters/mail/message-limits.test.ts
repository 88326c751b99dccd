import { expect, test } from "vitest";
import { MAX_ATTACHMENT_BYTES, MAX_INLINE_REQUEST_BYTES } from "#lib/domain/attachment.ts";
import { MAX_BODY_CHARACTERS } from "./body.ts";
import { MAX_RECIPIENTS } from "./compose-message.ts";
import { createMailReader } from "./mail-reader.ts";
import { mail, optionsFor, withAttachment } from "./testing/mails.ts";

const reader = createMailReader();

test.each([MAX_ATTACHMENT_BYTES - 1, MAX_ATTACHMENT_BYTES])(
  "an attachment of %i bytes is imported",
  async (size) => {
    const { message, skipped } = await reader.readMessage(withAttachment(size), optionsFor("mms"));
    expect(message.attachments.map((attachment) => attachment.bytes.byteLength)).toEqual([size]);
    expect(message.body.content).toBe("Look\n");
    expect(skipped).toEqual([]);
  },
);

test("an attachment of 10 MB and a byte is named in the text instead", async () => {
  const size = MAX_ATTACHMENT_BYTES + 1;
  const { message, skipped } = await reader.readMessage(withAttachment(size), optionsFor("mms"));
  expect(message.attachments).toEqual([]);
  expect(skipped).toEqual([{ name: "tour.mp4", sizeBytes: size }]);
  expect(message.body.content).toBe(
    "Look\n\n\nAttachment not imported, because it is larger than 10 MB: tour.mp4 (10.1 MB). The original is kept.\n",
  );
});

test("in HTML the note is escaped and stands inside the body", async () => {
  const html = withAttachment(MAX_ATTACHMENT_BYTES + 1, "<b>&.mp4")
    .toString("latin1")
    .replace("--b\r\n\r\nLook", "--b\r\nContent-Type: text/html\r\n\r\n<html><body>Look</body></html>");
  const { message } = await reader.readMessage(mail(html), optionsFor("mms"));
  expect(message.body.content).toMatch(
    /^<html><body>Look<p>Attachment not imported.*: &#60;b&#62;&#38;\.mp4 \(10\.1 MB\)\. The original is kept\.<\/p><\/body>/,
  );
});

test("the largest message fits into one create request, and loses no text", async () => {
  const text = "\u0001".repeat(MAX_BODY_CHARACTERS - 1);
  const recipients = Array.from(
    { length: 600 },
    (_, index) => `"${"語".repeat(300)}" <${index}@contoso.com>`,
  );
  const large = mail(
    "From: 48484",
    `Subject: ${"語".repeat(300)}`,
    `To: ${recipients.slice(0, 400).join(",\r\n ")}`,
    `Cc: ${recipients.slice(400).join(",\r\n ")}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
  );
  const { message } = await reader.readMessage(large, optionsFor("sms"));
  expect(message.body.content).toBe(`${text}\n`);
  expect(message.to.length + message.cc.length).toBe(MAX_RECIPIENTS);
  expect(message.subject).toHaveLength(255);
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(MAX_INLINE_REQUEST_BYTES);
});

test("a text that fits into no request goes along as a file", async () => {
  const text = "語".repeat(MAX_BODY_CHARACTERS + 1);
  const bytes = mail("From: 48484", "Content-Type: text/plain; charset=utf-8", "", text);
  const { message } = await reader.readMessage(bytes, optionsFor("sms"));
  expect(message.body.content).toContain("attached as message.txt");
  expect(message.attachments.map(({ name, bytes: file }) => [name, new TextDecoder().decode(file)])).toEqual([
    ["message.txt", `${text}\n`],
  ]);
});
