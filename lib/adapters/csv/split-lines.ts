/** A longer line is none of a mapping's: it is cut here, and refused for its length. */
export const MAX_LINE_LENGTH = 20_000;

/** Lines, whatever ends them (CRLF, LF or CR), up to `maxLines` at a time. */
export async function* splitLines(texts: AsyncIterable<string>, maxLines: number): AsyncGenerator<string[]> {
  let lines: string[] = [];
  let rest = "";
  for await (const text of texts) {
    const joined = rest + text;
    // A CR at the very end may be the first half of a CRLF.
    const torn = joined.endsWith("\r") ? "\r" : "";
    const pieces = joined.slice(0, joined.length - torn.length).split(LINE_END);
    rest = (pieces.pop() ?? "").slice(0, MAX_LINE_LENGTH + 1) + torn;
    for (const piece of pieces) lines.push(piece.slice(0, MAX_LINE_LENGTH + 1));
    for (; lines.length >= maxLines; lines = lines.slice(maxLines)) yield lines.slice(0, maxLines);
  }
  if (rest !== "") lines.push(rest.replace(/\r$/, ""));
  if (lines.length > 0) yield lines;
}

const LINE_END = /\r\n|\n|\r/;
