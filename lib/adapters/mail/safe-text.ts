/** Text for one line of a screen: no control characters, no broken halves of characters, no longer than asked. */
export function lineOf(text: string, maxCharacters: number): string {
  const line = text.toWellFormed().replaceAll(CONTROLS, " ").trim();
  return line.length <= maxCharacters ? line : `${shortened(line, maxCharacters - 1)}…`;
}

/** The first characters, none of them halved. */
export function shortened(text: string, maxCharacters: number): string {
  return text.slice(0, maxCharacters).replace(/[\ud800-\udbff]$/, "");
}

/** Text for HTML, between tags or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Controls, line separators, and overrides of the writing direction, which make `gpj.exe` be read as `exe.jpg`. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
