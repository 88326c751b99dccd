import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseSmtpAddress } from "#lib/domain/address.ts";
import { MAX_RECIPIENTS } from "./compose-message.ts";
import { createMailReader } from "./mail-reader.ts";
import { ODDITIES, optionsFor, PICTURES, SMS } from "./testing/mails.ts";

const reader = createMailReader();

const FRAGMENTS = [
  "From: ", "To:", "\r\n", "\n", "\r", "\n\n", "Content-Type: multipart/mixed; boundary=b\r\n", "\r\n--b\r\n", "--b--",
  "Content-Type: message/rfc822\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "; charset=", "=?utf-8?B?", "?=",
  "<", ">", '"', "(", ")", ":", ";", ",", "@", "\\", "\0", "cid:", "</body>", "\ud83d", "+1 (212) 555", "../", "=_outer",
]; // prettier-ignore

/** One of the sample mails with some of its bytes overwritten, cut out or filled up. */
const mutated = fc
  .tuple(
    fc.constantFrom(SMS, PICTURES, ODDITIES),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(40),
        fc.oneof(
          fc.constantFrom(...FRAGMENTS).map((text) => Buffer.from(text)),
          fc.uint8Array({ maxLength: 12 }),
        ),
      ),
      { maxLength: 12 },
    ),
  )
  .map(([sample, changes]) => {
    let bytes: Buffer = sample;
    for (const [place, removed, inserted] of changes) {
      const at = Math.floor(place * bytes.length);
      bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
    }
    return bytes;
  });

const assembled = fc
  .array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 })
  .map((parts) => Buffer.from(parts.join("")));
const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 600 }), mutated, assembled);

test("whatever the bytes, there is an envelope or none, and always a message that a mailbox takes", async () => {
  await fc.assert(
    fc.asyncProperty(anyBytes, fc.constantFrom("US", "DE", "", "??"), async (bytes, country) => {
      const before = Buffer.from(bytes);
      const envelope = await reader.readEnvelope(bytes, country);
      const { message } = await reader.readMessage(bytes, optionsFor(envelope?.kind ?? "sms"));
      expect(Buffer.compare(before, bytes)).toBe(0);
      expect(message.subject.trim()).not.toBe("");
      expect(message.subject.length).toBeLessThanOrEqual(255);
      const recipients = [...message.to, ...message.cc];
      expect(recipients.length).toBeLessThanOrEqual(MAX_RECIPIENTS);
      for (const { address } of [message.from, ...recipients])
        expect(parseSmtpAddress(address)).toBe(address);
      for (const { name, contentId, contentType } of message.attachments) {
        expect(name).toMatch(/^[^/\\\p{Cc}]{1,200}$/u);
        expect(contentId ?? "x").toMatch(/^\P{Cc}+$/u);
        expect(contentType).toMatch(/^[^\s/]+\/[^\s/]+$/);
      }
      expect(message.internetMessageId ?? "<a@b>").toMatch(/^<[^\s<>@]+@[^\s<>@]+>$/);
    }),
    { numRuns: 1500 },
  );
});

test("noise without a header's name in it is no e-mail", async () => {
  const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => bytes.filter((byte) => byte !== 0x3a));
  await fc.assert(
    fc.asyncProperty(noise, async (bytes) => {
      expect(await reader.readEnvelope(bytes, "US")).toBeUndefined();
    }),
  );
});
