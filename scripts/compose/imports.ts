import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** What is read when a program starts: its own files, by their paths from the root, and its packages. */
export type Reach = { files: string[]; packages: string[] };

// What is imported as a type alone is not there when the program runs.
const STATEMENT = /^\s*(?:import|export)\s+(?!type\b)(?:[^"';]*?\bfrom\s+)?"([^"]+)"/gm;
const EXPRESSION = /\bimport\(\s*"([^"]+)"\s*\)|\bnew URL\(\s*"(\.[^"]+)",\s*import\.meta\.url/g;

/**
 * Follows imports, and files beside their module, from the given ones on; stops where `isGiven` says that a path comes from
 * elsewhere. @throws Error that names an import whose file does not exist
 */
export function reachOf(
  root: string,
  entries: readonly string[],
  isGiven: (path: string) => boolean = () => false,
): Reach {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (files.has(path) || isGiven(path)) continue;
    if (!existsSync(join(root, path))) throw new Error(`${path} is imported and does not exist`);
    files.add(path);
    if (!/\.(?:ts|tsx|mjs)$/.test(path)) continue;
    for (const name of namesIn(readFileSync(join(root, path), "utf8"))) {
      if (name.startsWith("node:")) continue;
      const found = pathOf(name, path);
      if (found === undefined) packages.add(packageOf(name));
      else open.push(found);
    }
  }
  return { files: [...files].toSorted(), packages: [...packages].toSorted() };
}

function namesIn(text: string): string[] {
  return [...text.matchAll(STATEMENT), ...text.matchAll(EXPRESSION)].flatMap(([, name, other]) =>
    [name, other].filter((each) => each !== undefined),
  );
}

/** `#lib/x.ts` is `lib/x.ts`, as package.json's `imports` say of every such name. */
function pathOf(name: string, importer: string): string | undefined {
  if (name.startsWith("#")) return name.slice(1);
  return name.startsWith(".") ? posix.join(posix.dirname(importer), name) : undefined;
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}
