import { declaredDelimiter, sniffDelimiter } from "./find-columns.ts";
import { frameLines } from "./frame-lines.ts";
import { type ParsedLines, parseLines } from "./parse-lines.ts";

/** Records as the batches of lines come; their one delimiter is that of the first line that says anything. */
export async function* readRecords(batches: AsyncIterable<string[]>): AsyncGenerator<ParsedLines> {
  let delimiter: string | undefined;
  let firstLine = 1;
  let held: string[] = [];
  for await (const batch of batches) {
    const lines = [...held, ...batch];
    delimiter ??= takeDelimiter(lines);
    const { frames, rest } = frameLines(lines, false);
    yield parseLines(frames, firstLine, delimiter ?? ",");
    firstLine += lines.length - rest.length;
    held = rest;
  }
  yield parseLines(frameLines(held, true).frames, firstLine, delimiter ?? ",");
}

/** Blanks out the line with which Excel names the delimiter, so that the lines behind it keep their numbers. */
function takeDelimiter(lines: string[]): string | undefined {
  const index = lines.findIndex((line) => line.trim() !== "");
  const first = lines[index];
  if (first === undefined) return undefined;
  const declared = declaredDelimiter(first);
  if (declared !== undefined) lines[index] = "";
  return declared ?? sniffDelimiter(first);
}
