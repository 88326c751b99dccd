/** A cell may reach over a few lines, as headers out of Excel do; an open quote does not swallow the file. */
const MAX_LINES_A_RECORD = 8;

/** Lines that belong together because of an open quote. `rest` may go on in lines that are not here yet. */
export function frameLines(
  lines: readonly string[],
  isLast: boolean,
): { frames: string[][]; rest: string[] } {
  const frames: string[][] = [];
  let index = 0;
  while (index < lines.length) {
    const length = frameLength(lines, index) ?? (isLast ? 1 : undefined);
    if (length === undefined) return { frames, rest: lines.slice(index) };
    frames.push(lines.slice(index, index + length));
    index += length;
  }
  return { frames, rest: [] };
}

/** `undefined` when the lines end before that can be told. */
function frameLength(lines: readonly string[], start: number): number | undefined {
  let isOpen = false;
  for (let length = 1; length <= MAX_LINES_A_RECORD; length += 1) {
    const line = lines[start + length - 1];
    if (line === undefined) return undefined;
    if (hasOddQuotes(line)) isOpen = !isOpen;
    if (!isOpen) return length;
  }
  return 1;
}

function hasOddQuotes(line: string): boolean {
  let isOdd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}
