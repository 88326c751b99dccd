import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { decodeBase64Lines } from "./base64-lines.ts";
import { mailOf, readHeaderBlock } from "./header-block.ts";
import { parseContent } from "./parsed-content.ts";

const noise = (sizeBytes: number, seed: number) => {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0, state = seed + 1; at < sizeBytes; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
};

const inLines = (base64: string, length: number, lineBreak: string) =>
  base64.replaceAll(new RegExp(`.{1,${length}}`, "g"), `$&${lineBreak}`);

type Film = { sizeBytes: number; lineLength: number; lineBreak: string; type: string; odd: string };

const film = fc.record<Film>({
  sizeBytes: fc.integer({ min: 0, max: 90_000 }),
  lineLength: fc.constantFrom(4, 64, 70, 76, 998),
  lineBreak: fc.constantFrom("\r\n", "\n"),
  type: fc.constantFrom(
    "video/mp4",
    "image/jpeg",
    "application/pdf",
    "text/plain",
    "message/rfc822",
    "text/x-vcard",
  ),
  odd: fc.constantFrom("", "", "", " ", "-", "=", "é", "\r\n\r\n", "\r\n--elsewhere\r\n", "A"),
});

function mailWith(films: readonly Film[], boundary: string, isNested: boolean): Buffer {
  const parts = films.map(({ sizeBytes, lineLength, lineBreak, type, odd }, index) =>
    [
      `--${boundary}`,
      `Content-Type: ${type}; name=film-${index}`,
      "Content-Disposition: attachment",
      "content-transfer-encoding: BASE64",
      "",
      `${inLines(noise(sizeBytes, index).toString("base64"), lineLength, lineBreak)}${odd}`,
    ].join("\r\n"),
  );
  const inner = [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "",
    "see the films",
    ...parts,
    `--${boundary}--`,
    "after all",
  ];
  const outer = ["Content-Type: multipart/related; boundary=o", "", "--o", ...inner, "--o--", ""];
  return Buffer.from(["From: ada@contoso.com", ...(isNested ? outer : inner)].join("\r\n"), "latin1");
}

async function asTheParserAlone(mail: Buffer) {
  const { html, text, attachments } = await PostalMime.parse(mail, { forceRfc822Attachments: true });
  return { html, text, attachments: attachments.map(described) };
}

function described({ content, ...rest }: { content: string | ArrayBuffer | Uint8Array }) {
  const bytes = typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
  return { ...rest, bytes: Buffer.from(bytes).toString("base64") };
}

describe("large attachments", () => {
  test("are the same bytes in the same places as the parser alone makes of them, well formed or not", async () => {
    const boundary = fc.constantFrom("b", "=_tm_1", "a b");
    await fc.assert(
      fc.asyncProperty(
        fc.array(film, { maxLength: 3 }),
        boundary,
        fc.boolean(),
        async (films, name, isNested) => {
          const mail = mailOf(mailWith(films, name, isNested));
          const block = readHeaderBlock(mail);
          const content = block && (await parseContent(mail, block));
          const attachments = content?.attachments.map(({ parsed, bytes }) =>
            described({ ...parsed, content: bytes }),
          );
          expect({ html: content?.html, text: content?.text, attachments }).toEqual(
            await asTheParserAlone(mail),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

const ascii = fc.stringMatching(/^[ -~\r\n\t\0]{0,60}$/);
const anyText = fc.oneof(ascii, fc.string({ unit: "binary", maxLength: 30 }), fc.constant("\ufeffOk"));

test("a text alone reads as the parser alone reads it, however it is encoded", async () => {
  const charset = fc.constantFrom(
    "",
    "; charset=utf-8",
    '; charset="UTF-8"',
    "; charset=us-ascii",
    "; charset=utf-16",
  );
  const encoding = fc.constantFrom("", "7bit", "8bit", "base64", "quoted-printable");
  const other = fc.constantFrom("", "Content-Disposition: attachment\r\n", "Content-Type: text/html\r\n");
  await fc.assert(
    fc.asyncProperty(anyText, charset, encoding, other, async (text, charsetParameter, encodingName, odd) => {
      const body =
        encodingName === "base64" ? inLines(Buffer.from(text).toString("base64"), 76, "\r\n") : text;
      const head = `From: a@b\r\nContent-Type: text/plain${charsetParameter}\r\n${odd}`;
      const named = encodingName === "" ? "" : `Content-Transfer-Encoding: ${encodingName}\r\n`;
      const mail = mailOf(Buffer.from(`${head}${named}\r\n${body}`));
      const block = readHeaderBlock(mail);
      const content = block && (await parseContent(mail, block));
      const alone = await asTheParserAlone(mail);
      expect({ html: content?.html, text: content?.text }).toEqual({ html: alone.html, text: alone.text });
      expect(content?.attachments).toHaveLength(alone.attachments.length);
    }),
    { numRuns: 800 },
  );
});

describe("base64 in lines", () => {
  test("is decoded as the standard says, over any length of lines and over the places where it is cut", () => {
    for (const [sizeBytes, lineLength, lineBreak] of [
      [0, 76, "\r\n"],
      [1, 76, "\n"],
      [2_000_001, 76, "\r\n"],
      [2_000_002, 4, "\n"],
      [1_000_000, 998, "\r\n"],
    ] as const) {
      const bytes = noise(sizeBytes, 7);
      const encoded = Buffer.from(inLines(bytes.toString("base64"), lineLength, lineBreak));
      expect(decodeBase64Lines(encoded)?.equals(bytes)).toBe(true);
    }
  });

  test.each([
    ["a stranger", "AAA-"],
    ["a space", "AAAA AAAA"],
    ["letters that make no whole byte", "AAAAA"],
    ["more after the end", "AA==AAAA"],
    ["three to fill up", "A==="],
  ])("with %s in it is left to whoever forgives more", (_, encoded) => {
    expect(decodeBase64Lines(Buffer.from(encoded))).toBeUndefined();
  });
});
