import { array, assert, asyncProperty, constantFrom, integer, string, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import type { MappingProblem, MappingRow } from "#lib/domain/mapping-file.ts";
import { readMappingFile } from "./read-mapping-file.ts";

type Outcome = { rows: MappingRow[]; problems: MappingProblem[]; why: string | undefined; parts: number };

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(file: string | Uint8Array, pieceBytes = 7): Promise<Outcome> {
  const bytes = typeof file === "string" ? Buffer.from(file) : file;
  const outcome: Outcome = { rows: [], problems: [], why: undefined, parts: 0 };
  for await (const part of readMappingFile(inPieces(bytes, pieceBytes))) {
    outcome.parts += 1;
    if (part.kind === "unreadable") outcome.why = part.why;
    else {
      outcome.rows.push(...part.rows);
      outcome.problems.push(...part.problems);
    }
  }
  return outcome;
}

/** Line, number and mailbox of every row. */
async function pairs(file: string | Uint8Array): Promise<[number, string, string][]> {
  const { rows, problems, why } = await read(file);
  expect([problems, why]).toEqual([[], undefined]);
  return rows.map(({ line, phone, address }) => [line, phone, address]);
}

const HEADER = "External User ID,Microsoft 365 User Mailbox\n";
const SUSAN: [number, string, string] = [2, "445204334324", "susan@company.com"];

function utf16be(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

describe("a mapping file is read whatever", () => {
  const text = `${HEADER}445204334324,susan@company.com\n`;
  test.each<[string, string | Uint8Array]>([
    ["UTF-8", text],
    ["UTF-8 with a byte order mark", `\ufeff${text}`],
    ["UTF-16LE with a mark", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16LE without one", Buffer.from(text, "utf16le")],
    ["UTF-16BE with a mark", utf16be(`\ufeff${text}`)],
    ["UTF-16BE without one", utf16be(text)],
  ])("its encoding: %s", async (_name, file) => {
    expect(await pairs(file)).toEqual([SUSAN]);
  });

  test.each([
    ["comma", text],
    ["semicolon", text.replaceAll(",", ";")],
    ["tab", text.replaceAll(",", "\t")],
    ["bar", text.replaceAll(",", "|")],
    ["CRLF", text.replaceAll("\n", "\r\n")],
    ["CR", text.replaceAll("\n", "\r")],
    ["no end of the last line", text.trimEnd()],
    ["quotes around every cell", text.replaceAll(/[^,\n]+/g, '"$&"')],
    ["blanks around the cells", text.replaceAll(",", "  ,\t").replaceAll("\n", "  \n")],
    ["more columns, in another order", "Name,E-mail,Phone\nSusan,susan@company.com,445204334324\n"],
    ["a header in other words", "MOBILE  number,E-Mail address\n445204334324,susan@company.com\n"],
    ["a number forced to be text", `${HEADER}"=""445204334324""",susan@company.com\n`],
    ["a number with the apostrophe of a download", `${HEADER}'445204334324,susan@company.com\n`],
  ])("its form: %s", async (_name, file) => {
    expect(await pairs(file)).toEqual([SUSAN]);
  });

  test("a comma inside of a cell when semicolons part the cells", async () => {
    const file = "Phone;Email;Name\n445204334324;susan@company.com;Smith, Susan, Dr.\n";
    expect(await pairs(file)).toEqual([SUSAN]);
  });

  test("Excel's line that names the delimiter, and lines keep their numbers", async () => {
    expect(await pairs("sep=;\r\nPhone;Email\r\n445204334324;susan@company.com\r\n")).toEqual([
      [3, "445204334324", "susan@company.com"],
    ]);
  });

  test("the absence of a header: no row is lost", async () => {
    expect(await pairs("445204334324,susan@company.com\n12125550101,bob@company.com\n")).toEqual([
      [1, "445204334324", "susan@company.com"],
      [2, "12125550101", "bob@company.com"],
    ]);
  });

  test("blank lines and lines of nothing but delimiters, and lines keep their numbers", async () => {
    expect(await pairs(`\n\n${HEADER}\n,,\n ,\n445204334324,susan@company.com\n\n\n1212,b\n`)).toEqual([
      [7, "445204334324", "susan@company.com"],
      [10, "1212", "b"],
    ]);
  });

  test("a header whose cells reach over several lines", async () => {
    const file = '"Mobile\nnumber","E-mail\naddress"\n445204334324,susan@company.com\n';
    expect(await pairs(file)).toEqual([[4, "445204334324", "susan@company.com"]]);
  });

  test("letters out of windows-1252, though they come late in a file", async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `1212555${index},user${index}@company.com`);
    const file = Buffer.from(`${HEADER}${lines.join("\n")}\n4412,jos\xe9@company.com\n`, "latin1");
    const { rows, why } = await read(file, 1000);
    expect(why).toBeUndefined();
    expect(rows).toHaveLength(3001);
    expect(rows.at(-1)?.address).toBe("josé@company.com");
  });

  test("letters in UTF-8 that lie across two pieces", async () => {
    expect((await read(`${HEADER}4412,jösé😀@company.com\n`, 1)).rows[0]?.address).toBe("jösé😀@company.com");
  });

  test("the scientific notation of Excel, which the rules refuse", async () => {
    expect(await pairs(`${HEADER}4.41E+11,susan@company.com\n`)).toEqual([
      [2, "4.41E+11", "susan@company.com"],
    ]);
  });

  test("effective dates", async () => {
    const { rows } = await read("Phone,Email,Valid from,Valid to\n1212,a@b.example,2026-01-01,2026-02-01\n");
    expect(rows[0]).toMatchObject({ validFrom: "2026-01-01", validTo: "2026-02-01" });
  });
});

describe("a line that is no CSV", () => {
  test.each([
    ["a quote that is never closed", '1,"2'],
    ["something behind a closed quote", '"1"x,2'],
    ["far too long", `1,${"x".repeat(30_000)}`],
  ])("is told with its number, and takes no other line with it: %s", async (_name, line) => {
    const before = Array.from({ length: 12 }, (_, index) => `1212000${index},before${index}@b.example`);
    const behind = Array.from({ length: 12 }, (_, index) => `"1212${index}",behind${index}@b.example`);
    const { rows, problems } = await read(`${HEADER}${[...before, line, ...behind].join("\n")}\n`, 100);
    expect(problems.map((problem) => problem.line)).toEqual([14]);
    expect(rows.map((row) => row.line)).toEqual([
      ...before.map((_, index) => index + 2),
      ...behind.map((_, index) => index + 15),
    ]);
  });

  test("and another one behind it are two lines", async () => {
    const { rows, problems } = await read(`${HEADER}1,"2\n3,"4"\n5,"6\n7,8\n`);
    expect(problems.map((problem) => problem.line)).toEqual([2, 4]);
    expect(rows.map((row) => row.line)).toEqual([3, 5]);
  });

  test("a NUL is shown as what it is, since no database takes it", async () => {
    const { rows } = await read(`${HEADER}${"1212,a@b.example\n".repeat(100)}12\x0012,a@b.example\n`);
    expect(rows.at(-1)?.phone).toBe("12\ufffd12");
  });
});

describe("a file is unreadable as a whole", () => {
  test.each<[string, string, string | Uint8Array]>([
    ["empty", "with no byte", ""],
    ["empty", "with nothing but blank lines", "\n\n  \r\n"],
    ["empty", "with a header alone", HEADER],
    ["workbook", "out of Excel", Buffer.from("PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0", "latin1")],
    ["workbook", "out of an old Excel", Buffer.from("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "latin1")],
    [
      "binary",
      "a picture",
      Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06", "latin1"),
    ],
    ["header-ambiguous", "two columns of numbers", "Mobile,Phone,Email\n1,2,a@b.example\n"],
    ["header-ambiguous", "the same mailbox twice", "Phone,Email,Email\n1,a@b.example,c@d.example\n"],
    ["header-ambiguous", "two beginnings", "Phone,Email,From,Start\n1,a@b.example,,\n"],
  ])("%s: %s", async (why, _name, file) => {
    expect(await read(file)).toMatchObject({ why, rows: [] });
  });
});

test("every line comes out as a row or as a problem, however it is torn, and its bytes are cut", async () => {
  const cell = string({ unit: constantFrom("1", "a", "@", " ", '"', ",", ";", "'", "=", "é") });
  const file = array(tuple(cell, cell), { minLength: 1, maxLength: 30 });
  await assert(
    asyncProperty(file, integer({ min: 1, max: 50 }), async (lines, pieceBytes) => {
      // A quote may make several lines one record, so lines without one are counted.
      const texts = lines.map(([phone, address]) => `x${phone},y${address}`.replaceAll('"', ""));
      const { rows, problems } = await read(`${HEADER}${texts.join("\n")}\n`, pieceBytes);
      expect(rows.map((row) => row.line)).toEqual(texts.map((_, index) => index + 2));
      expect(problems).toEqual([]);
    }),
  );
});

test("a hundred thousand rows come in parts of a few thousand, without waiting for the end", async () => {
  let isAtEnd = false;
  async function* file(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(HEADER);
    for (let block = 0; block < 100; block += 1) {
      const lines = Array.from(
        { length: 1000 },
        (_, index) => `1212${block}${index},user${index}@company.com\n`,
      );
      yield await Promise.resolve(Buffer.from(lines.join("")));
    }
    isAtEnd = true;
  }
  const sizes: number[] = [];
  let partsBeforeEnd = 0;
  for await (const part of readMappingFile(file())) {
    sizes.push(part.kind === "rows" ? part.rows.length : 0);
    if (!isAtEnd) partsBeforeEnd += 1;
  }
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100_000);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(5000);
  expect(partsBeforeEnd).toBeGreaterThan(15);
});
