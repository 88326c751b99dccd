import { Buffer } from "node:buffer";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { type ItemKind } from "#lib/domain/item.ts";
import { type MessageOptions } from "#lib/pipeline/ports/mail-reader.ts";

/** A mail from its lines, as the network carries it. */
export function mail(...lines: string[]): Buffer {
  return Buffer.from(lines.join("\r\n"));
}

/** An SMS as TeleMessage writes it. */
export const SMS = mail(
  'From: "Ada Lovelace 12125550101" <ada@contoso.com>',
  'To: "17185550100" <17185550100@sms.telemessage.example>',
  "Subject: SMS from 12125550101 to 17185550100",
  "Date: Sat, 21 Nov 2026 14:03:22 +0000",
  "Message-ID: <1795269802000.2s.contoso@archive.telemessage.example>",
  "X-TeleMessage-Type: SMS",
  "X-TeleMessage-Direction: Out",
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: base64",
  "",
  Buffer.from("See you at 5 €\r\nAda ☎").toString("base64"),
  "",
);

/** A picture that its HTML shows, one that it does not, and a forwarded mail. */
export const PICTURES = mail(
  "FROM: +1 (212) 555-0101",
  "To: =?utf-8?B?QWRhIEzDtnZlbGFjZQ==?= 12125550102 <Ada@Contoso.com>, Night shift: 12125550103, <bob@contoso.com>;",
  "Cc: 12125550104",
  "Subject:",
  "Date: Fri, 20 Nov 2026 09:00:00 -0500 (EST)",
  'Content-Type: multipart/related; boundary="=_outer"',
  "",
  "--=_outer",
  "Content-Type: text/html; charset=utf-8",
  "",
  '<html><body><img src="cid:one@x"></body></html>',
  "--=_outer",
  "Content-Type: image/png; name=../../etc/one.png",
  "Content-ID: <one@x>",
  "Content-Disposition: inline",
  "Content-Transfer-Encoding: base64",
  "",
  "iVBORw0KGgo=",
  "--=_outer",
  "Content-Type: image/jpeg",
  "Content-ID: <two@x>",
  "Content-Disposition: inline",
  "Content-Transfer-Encoding: base64",
  "",
  "/9j/2Q==",
  "--=_outer",
  "Content-Type: message/rfc822",
  "Content-Disposition: inline",
  "",
  "Subject: forwarded",
  "",
  "not part of the text",
  "--=_outer--",
  "",
);

/** Short codes, a number of no plan, no recipient, a Date that is none, a charset that is none. */
export const ODDITIES = mail(
  "From: 48484",
  'To: "Unknown Handset 00000" <00000@sms.telemessage.example>, "Team 2026" <999999999999999@sms.example>',
  "Subject: =?x-unknown?Q?caf=E9?=",
  "Date: Blursday, 41 Nov 2026 27:61:00 +9900",
  "Message-ID: not an id",
  "Content-Type: text/plain; charset=x-none",
  "",
  "plain",
);

/** An attachment of exactly so many bytes. */
export function withAttachment(sizeBytes: number, name = "tour.mp4"): Buffer {
  const encoded = Buffer.alloc(sizeBytes, "\u0001\u0002\u0003").toString("base64");
  return mail(
    "From: 12125550101@sms.example",
    "To: ada@contoso.com",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "",
    "Look",
    "--b",
    `Content-Type: video/mp4; name="${name}"`,
    "Content-Disposition: attachment",
    "Content-Transfer-Encoding: base64",
    "",
    encoded.replaceAll(/.{76}/g, "$&\r\n"),
    "--b--",
    "",
  );
}

export const SENT_AT = new Date("2026-11-21T14:03:22Z");

export function optionsFor(itemKind: ItemKind): MessageOptions {
  const kind = findConnectorKind("att-network");
  if (!kind) throw new Error("The default connector kind is gone");
  return { kind, itemKind, sentAt: SENT_AT };
}
