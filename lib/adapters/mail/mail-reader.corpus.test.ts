import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type ItemEnvelope } from "#lib/domain/item.ts";
import { createMailReader } from "./mail-reader.ts";
import { optionsFor } from "./testing/mails.ts";

/** Real mails of carriers, numbers made anonymous by their publisher: `test/fixtures` of monde/mms2r, MIT licence. */
const CORPUS = fileURLToPath(new URL("../../../../shared/corpus/carrier-mail/", import.meta.url));

/** File, the admin's country, kind, sent at, participants (`phone address`), attachments. */
const MAILS: [string, string, string, string | undefined, string[], number][] = [
  [
    "apple-double-image-01",
    "US",
    "mms",
    "2008-07-12T15:58:06Z",
    ["redacted@gmail.com", "redacted@redacted.com"],
    2,
  ],
  [
    "att-blackberry",
    "US",
    "mms",
    "2008-02-06T22:47:12Z",
    ["+12068675309 2068675309@example.com", "tommy.tutone@example.com"],
    1,
  ],
  [
    "att-image-01",
    "US",
    "mms",
    "2007-08-02T23:05:20Z",
    ["+12068675309 12068675309@mms.att.net", "hello@example.com"],
    1,
  ],
  [
    "att-image-02",
    "US",
    "mms",
    "2007-08-02T23:05:20Z",
    ["+12068675309 12068675309@mms.att.net", "hello@example.com"],
    1,
  ],
  [
    "att-iphone-01",
    "US",
    "mms",
    "2008-04-13T20:44:43Z",
    ["+12068675309 2068675309@mms.att.net", "tommy.tutone@example.com"],
    1,
  ],
  ["att-iphone-02", "US", "mms", "2008-04-14T02:58:58Z", ["inajzoom@aol.com", "tommy.tutone@example.com"], 1],
  // Seven digits: no area code, so no number, and nothing that an admin could repair.
  [
    "att-text-01",
    "US",
    "sms",
    "2007-12-20T01:45:22Z",
    ["5551234@txt.att.net", "tommy.tutone@example.com"],
    0,
  ],
  [
    "bell-canada-image-01",
    "CA",
    "mms",
    "2008-09-07T23:49:50Z",
    ["+12068675309 2068675309@txt.bell.ca", "tommy.tutone@example.com"],
    7,
  ],
  [
    "cingularme-text-01",
    "US",
    "sms",
    "2007-02-07T05:39:36Z",
    ["+12068675309 2068675309@cingularme.com", "tommytutone@example.com"],
    0,
  ],
  // To and From are the same.
  ["generic", "US", "sms", "2008-12-01T19:21:45Z", ["noreply@rubyforge.org"], 0],
  [
    "iconv-fr-text-01",
    "US",
    "sms",
    "2008-09-12T00:07:24Z",
    ["tommy.tutone@example.com", "+12068675309 2068675309@example.com"],
    0,
  ],
  [
    "indosat-image-01",
    "ID",
    "mms",
    "2008-01-26T12:27:14Z",
    ["mms2r@yahoo.co.id", "tommy.tutone@example.com"],
    2,
  ],
  ["invalid-byte-seq-outlook", "US", "sms", "2012-01-16T22:19:26Z", ["testemail@mail.com"], 0],
  // `+5551234/TYPE=PLMN@…` is no SMTP address and seven digits are no number.
  ["luxgsm-image-01", "LU", "mms", "2007-11-14T17:00:40Z", ["", "tommy.tutone@example.com"], 4],
  // The publisher's made-up number, with its plus sign, is an Egyptian one.
  [
    "mediamessaging_o2_co_uk-image-01",
    "GB",
    "mms",
    "2008-07-18T16:18:11Z",
    ["+2068675309 +2068675309@mediamessaging.o2.co.uk", "freddy.tutone@example.com"],
    2,
  ],
  // FROM and TO in capitals, no Subject.
  [
    "mobile.mycingular.com-text-01",
    "US",
    "sms",
    "2006-07-04T02:40:18Z",
    ["+12068675309 2068675309@mobile.mycingular.com", "tommy.tutone@example.com"],
    0,
  ],
  [
    "mycingular-image-01",
    "US",
    "mms",
    "2007-04-24T23:40:43Z",
    ["+12068675309 2068675309@mms.mycingular.com", "go@example.com"],
    1,
  ],
  [
    "o2-de-image-01",
    "DE",
    "mms",
    "2007-11-14T17:34:51Z",
    ["o2.5551234@mms.o2online.de", "tommy.tutone@example.com"],
    2,
  ],
  [
    "orangefrance-text-and-image",
    "FR",
    "mms",
    "2007-09-05T07:42:22Z",
    ["+33688675309 0688675309@orange.fr", "example@example.com"],
    2,
  ],
  [
    "pics.cingularme.com-image-01",
    "US",
    "mms",
    "2006-10-26T00:03:37Z",
    ["+12068675309 2068675309@pics.cingularme.com", "tommy.tutone@example.com"],
    1,
  ],
  [
    "rogers-canada-mms-01",
    "CA",
    "mms",
    "2008-02-25T22:12:30Z",
    ["+11234567890 1234567890@rci.rogers.com", "tester@example.com"],
    12,
  ],
  // No Date at all; text and HTML, the picture is on a web page.
  ["sprint-text-01", "US", "sms", undefined, ["someuser@pm.sprint.com", "tommytutone@example.com"], 0],
  [
    "telus-image-01",
    "CA",
    "mms",
    "2008-08-01T17:23:50Z",
    ["+12068675309 2068675309@msg.telus.com", "tommy.tutone@example.com"],
    1,
  ],
  [
    "tmobile-image-01",
    "US",
    "mms",
    "2006-12-30T01:48:41Z",
    ["+12068675309 2068675309@tmomail.net", "tommytutone@example.com"],
    6,
  ],
  [
    "verizon-image-01",
    "US",
    "mms",
    "2007-01-02T19:22:45Z",
    ["+12068675309 2068675309@vzwpix.com", "tommytutone@example.com"],
    1,
  ],
  [
    "verizon-text-01",
    "US",
    "sms",
    "2007-03-07T02:04:20Z",
    ["+12068675309 2068675309@vzwpix.com", "tommytutone@example.com"],
    0,
  ],
  [
    "verizon-video-01",
    "US",
    "mms",
    "2007-01-02T19:22:45Z",
    ["+12068675309 2068675309@vzwpix.com", "tommytutone@example.com"],
    1,
  ],
  [
    "vtext-text-01",
    "US",
    "sms",
    "2007-02-24T18:25:29Z",
    ["+12068675309 2068675309@vtext.com", "tommytutone@example.com"],
    0,
  ],
];

const reader = createMailReader();
const hasCorpus = existsSync(CORPUS);

describe.skipIf(!hasCorpus)(
  `carriers' mails${hasCorpus ? "" : " (skipped: the corpus is not beside the repository)"}`,
  () => {
    test("are all in the table", () => {
      const files = readdirSync(CORPUS).filter((file) => file.endsWith(".eml"));
      expect(files.toSorted()).toEqual(MAILS.map(([name]) => `${name}.eml`).toSorted());
    });

    test.each(MAILS)(
      "%s (%s) is read as %s",
      async (name, country, kind, sentAt, participants, attachments) => {
        const bytes = readFileSync(`${CORPUS}${name}.eml`);
        const envelope = await reader.readEnvelope(bytes, country);
        expect(envelope && shownOf(envelope)).toEqual({
          kind,
          sentAt: sentAt && new Date(sentAt),
          participants,
        });
        const { message, skipped } = await reader.readMessage(bytes, optionsFor(envelope?.kind ?? "sms"));
        expect(message.attachments).toHaveLength(attachments);
        expect(skipped).toEqual([]);
        expect(message.internetMessageId).toMatch(/^<.+@.+>$/);
        expect(message.subject).not.toBe("");
      },
    );

    test("keep their texts, whatever their charset", async () => {
      const textOf = async (name: string) => {
        const { message } = await reader.readMessage(readFileSync(`${CORPUS}${name}.eml`), optionsFor("sms"));
        return message.body.content;
      };
      expect(await textOf("vtext-text-01")).toBe("hello world\n");
      expect(await textOf("mycingular-image-01")).toBe("Water");
      expect(await textOf("iconv-fr-text-01")).toContain("G\u00e9orgie");
      expect(await textOf("orangefrance-text-and-image")).toContain("Test ma poule");
    });
  },
);

function shownOf(envelope: ItemEnvelope) {
  expect(envelope.participants.map((one) => one.hasUnreadableNumber)).not.toContain(true);
  const participants = envelope.participants.map(({ phone, address }) =>
    [phone, address].filter((part) => part !== undefined).join(" "),
  );
  return { kind: envelope.kind, sentAt: envelope.sentAt, participants };
}
