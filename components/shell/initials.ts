/** `Avery Admin` → `AA`; a single name gives one letter. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return [first, last]
    .map((word) => (word === undefined ? "" : String.fromCodePoint(word.codePointAt(0) ?? 0)))
    .join("")
    .toUpperCase();
}
