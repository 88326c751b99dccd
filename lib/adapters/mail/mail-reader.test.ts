import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { createMailReader } from "./mail-reader.ts";
import { mail, ODDITIES, optionsFor, PICTURES, SENT_AT, SMS, withAttachment } from "./testing/mails.ts";

const reader = createMailReader();

describe("the envelope", () => {
  test("of an SMS names both ends by number and address", async () => {
    expect(await reader.readEnvelope(SMS, "US")).toEqual({
      kind: "sms",
      sentAt: SENT_AT,
      participants: [
        { role: "from", phone: "+12125550101", address: "ada@contoso.com", hasUnreadableNumber: false },
        {
          role: "to",
          phone: "+17185550100",
          address: "17185550100@sms.telemessage.example",
          hasUnreadableNumber: false,
        },
      ],
    });
  });

  test("without a word of TeleMessage is MMS by its parts, and lists bare numbers and groups", async () => {
    const envelope = await reader.readEnvelope(PICTURES, "US");
    expect(envelope?.kind).toBe("mms");
    expect(envelope?.sentAt).toEqual(new Date("2026-11-20T14:00:00Z"));
    expect(envelope?.participants.map(({ role, phone, address }) => [role, phone, address])).toEqual([
      ["from", "+12125550101", undefined],
      ["to", "+12125550102", "ada@contoso.com"],
      ["to", "+12125550103", undefined],
      ["to", undefined, "bob@contoso.com"],
      ["cc", "+12125550104", undefined],
    ]);
  });

  test("tells numbers that cannot be read from senders that have none", async () => {
    const envelope = await reader.readEnvelope(ODDITIES, "US");
    expect(envelope?.sentAt).toBeUndefined();
    expect(envelope?.participants.map((one) => [one.phone, one.address, one.hasUnreadableNumber])).toEqual([
      [undefined, undefined, false],
      [undefined, "00000@sms.telemessage.example", true],
      [undefined, "999999999999999@sms.example", true],
    ]);
  });

  test("names everyone once", async () => {
    const twice = mail(
      "From: Ada 12125550101 <ada@contoso.com>",
      "To: <ADA@contoso.com> (Ada 12125550101)",
      "",
      "",
    );
    expect((await reader.readEnvelope(twice, "US"))?.participants).toHaveLength(1);
  });

  test("of a mail without To, Date and empty line is an envelope all the same", async () => {
    expect(await reader.readEnvelope(mail("Subject: x"), "US")).toEqual({
      kind: "sms",
      sentAt: undefined,
      participants: [],
    });
    expect(await reader.readEnvelope(mail("To: undisclosed-recipients:;", "", ""), "US")).toMatchObject({
      participants: [],
    });
  });

  test("begins after a byte order mark and empty lines, and passes over a mailbox file's first line", async () => {
    const late = mail(
      "\ufeff",
      "",
      "From ada@contoso.com Sat Nov 21 14:03:22 2026",
      "From: ada@contoso.com",
      "",
    );
    expect((await reader.readEnvelope(late, "US"))?.participants).toHaveLength(1);
  });

  test.each([
    ["text with a picture's header in it", ["--b", "", "Content-Type: image/png", "--b--"], "sms"],
    ["plain text and HTML", ["--b", "", "x", "--b", "Content-Type: text/html", "", "x", "--b--"], "sms"],
    ["a contact card", ["--b", "Content-Type: text/x-vcard", "", "x", "--b--"], "mms"],
    [
      "a picture two levels down",
      [
        "--b",
        'Content-Type: multipart/mixed; boundary="c d"',
        "",
        "--c d",
        "content-type: image/png",
        "",
        "x",
      ],
      "mms",
    ],
  ])("%s is told by its parts", async (_, body, kind) => {
    const bytes = mail("From: 48484", "Content-Type: multipart/mixed; boundary=b", "", ...body, "");
    expect(await reader.readEnvelope(bytes, "US")).toMatchObject({ kind });
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["empty lines", Buffer.from("\r\n\r\n")],
    ["noise", Buffer.alloc(2048, Buffer.from("92f3a40b1c7f00e6d80a3a", "hex"))],
    ["a NUL among the headers", mail("From: ada@contoso.com\0", "", "x")],
    ["a page of HTML", Buffer.from('<!DOCTYPE html>\n<meta http-equiv="Content-Type">\n')],
    ["an error in JSON", Buffer.from('{\n"from": "the vendor",\n"error": "no such item"}')],
    ["plain text", Buffer.from("Error: no such item")],
    ["R32: headers over 2 MiB", mail("From: ada@contoso.com", `X: ${"x".repeat(2 * 1024 * 1024)}`, "", "")],
  ])("of %s there is none", async (_, bytes) => {
    expect(await reader.readEnvelope(bytes, "US")).toBeUndefined();
  });
});

describe("the message", () => {
  test("of an SMS carries its text to the letter and its own time", async () => {
    expect(await reader.readMessage(SMS, optionsFor("sms"))).toEqual({
      message: {
        subject: "SMS from 12125550101 to 17185550100",
        body: { contentType: "text", content: "See you at 5 €\r\nAda ☎" },
        from: { name: "Ada Lovelace 12125550101", address: "ada@contoso.com" },
        to: [{ name: "17185550100", address: "17185550100@sms.telemessage.example" }],
        cc: [],
        internetMessageId: "<1795269802000.2s.contoso@archive.telemessage.example>",
        sentAt: SENT_AT,
        receivedAt: SENT_AT,
        messageClass: "IPM.Note.ATTNetwork.SMS",
        attachments: [],
      },
      skipped: [],
    });
  });

  test("makes up a subject and addresses where there are none", async () => {
    const { message } = await reader.readMessage(PICTURES, optionsFor("mms"));
    expect(message.subject).toBe("MMS from 12125550101 to 12125550102, 12125550103, bob@contoso.com");
    expect(message.from).toEqual({ name: "+1 212 555-0101", address: "12125550101@sms.invalid" });
    expect(message.to).toEqual([
      { name: "Ada Lövelace 12125550102", address: "ada@contoso.com" },
      { name: "12125550103", address: "12125550103@sms.invalid" },
      { name: "bob@contoso.com", address: "bob@contoso.com" },
    ]);
    expect(message.messageClass).toBe("IPM.Note.ATTNetwork.MMS");
  });

  test("hides only the pictures that its text shows, and keeps a forwarded mail apart", async () => {
    const { message } = await reader.readMessage(PICTURES, optionsFor("mms"));
    expect(message.body.contentType).toBe("html");
    expect(message.body.content).not.toContain("not part of the text");
    expect(
      message.attachments.map(({ name, contentType, contentId, isInline }) => [
        name,
        contentType,
        contentId,
        isInline,
      ]),
    ).toEqual([
      ["one.png", "image/png", "one@x", true],
      ["attachment-2.jpg", "image/jpeg", "two@x", false],
      ["attachment-3.eml", "message/rfc822", undefined, false],
    ]);
  });

  test("reads unknown charsets as best it can and leaves out an id that is none", async () => {
    const { message } = await reader.readMessage(ODDITIES, optionsFor("sms"));
    expect(message.subject).toBe("café");
    expect(message.body.content).toBe("plain\n");
    expect(message.internetMessageId).toBeUndefined();
    expect(message.from).toEqual({ name: "48484", address: "48484@sms.invalid" });
  });

  test("without a sender comes from nobody", async () => {
    const { message } = await reader.readMessage(mail("Subject:", "", "x"), optionsFor("sms"));
    expect(message).toMatchObject({ subject: "SMS", from: { address: "unknown@sms.invalid" }, to: [] });
  });

  test("R32: that cannot be taken apart travels whole", async () => {
    const levels = Array.from({ length: 300 }, (_, level) => [
      `--b${level}`,
      `Content-Type: multipart/mixed; boundary=b${level + 1}`,
      "",
    ]);
    const deep = mail("From: 48484", "Content-Type: multipart/mixed; boundary=b0", "", ...levels.flat());
    const { message } = await reader.readMessage(deep, optionsFor("sms"));
    expect(message.attachments).toMatchObject([{ name: "original.eml", contentType: "message/rfc822" }]);
    expect(Buffer.compare(message.attachments[0]?.bytes ?? Buffer.alloc(0), deep)).toBe(0);
  });

  test.each([
    ["..\\..\\boot.ini", "boot.ini"],
    ["/", "attachment-1.mp4"],
    ["..", "attachment-1.mp4"],
    ["photo\u202egpj.exe", "photo gpj.exe"],
    [`${"é".repeat(300)}.mp4`, `${"é".repeat(196)}.mp4`],
  ])("names the file %s %s", async (given, expected) => {
    const { message } = await reader.readMessage(
      withAttachment(3, given.replaceAll("\\", "\\\\")),
      optionsFor("mms"),
    );
    expect(message.attachments.map((attachment) => attachment.name)).toEqual([expected]);
  });
});
