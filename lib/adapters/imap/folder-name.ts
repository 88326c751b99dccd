// A folder's name may hold what the server takes for something else: the hierarchy's delimiter, or a character that its
// storage cannot keep. Such a character is written as its full-width form (U+FF01 to U+FF5E), which people read as the
// same; full-width forms and the percent sign of the name itself are percent-encoded. So every spelling has one name.

const FULL_WIDTH = 0xfee0;
const OWN_FULL_WIDTH = /[%\uff01-\uff5e]/g;

/** The spellings of a name in the order in which they are tried: the server refuses the first where it cannot keep it. */
export function spellingsOf(name: string, delimiter: string): string[] {
  const plain = name.replace(OWN_FULL_WIDTH, (character) => encodeURIComponent(character));
  const careful = widened(plain, ["/", ".", delimiter]);
  return [...new Set([widened(plain, [delimiter]), careful])];
}

/** The name that a spelling stands for. */
export function nameOf(spelling: string): string {
  const narrow = spelling.replace(/[\uff01-\uff5e]/g, (wide) =>
    String.fromCharCode(wide.charCodeAt(0) - FULL_WIDTH),
  );
  return narrow.replace(/%25|%EF%BC%[89AB][0-9A-F]|%EF%BD%[89][0-9A-F]/g, (code) => decodeURIComponent(code));
}

function widened(name: string, characters: readonly string[]): string {
  return characters
    .filter((character) => /^[!-~]$/.test(character))
    .reduce(
      (spelled, character) =>
        spelled.replaceAll(character, String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH)),
      name,
    );
}
