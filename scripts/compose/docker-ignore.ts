/**
 * Which paths `.dockerignore` keeps out of the build's context, as Docker reads it: a pattern begins at the root and takes
 * all that is below what it names, and the last one that fits decides.
 * @throws Error at a pattern that is written in a way which is not known here
 */
export function readDockerIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const isKept = line.startsWith("!");
      return { isKept, pattern: patternOf(isKept ? line.slice(1) : line) };
    });
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.isKept === false;
}

const WORDS: Record<string, string> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };

function patternOf(line: string): RegExp {
  if (/[[\]\\]/.test(line)) throw new Error(`.dockerignore: what ${line} means is not known here`);
  const parts = line.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => WORDS[part] ?? escaped(part));
  return new RegExp(`^${parts.join("")}(?:/.*)?$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.+^${}()|]/g, String.raw`\$&`);
}
