/** One thing that was looked at. `mend`: something does not work or is not safe; `look`: it works, and could be better. */
export type Finding =
  | { what: string; state: "ok"; detail: string }
  | { what: string; state: "look" | "mend"; detail: string; remedy: string };

export function ok(what: string, detail: string): Finding {
  return { what, state: "ok", detail };
}

export function mend(what: string, detail: string, remedy: string): Finding {
  return { what, state: "mend", detail, remedy };
}

export function look(what: string, detail: string, remedy: string): Finding {
  return { what, state: "look", detail, remedy };
}

const SIGNS = { ok: "✓", look: "!", mend: "✗" } as const;

/** @returns the exit code: 1 when something is to be mended */
export function printFindings(findings: readonly Finding[], print: (line: string) => void): number {
  for (const finding of findings) {
    print(`${SIGNS[finding.state]} ${finding.what}: ${finding.detail}`);
    if (finding.state !== "ok") print(`    → ${finding.remedy}`);
  }
  const broken = findings.filter(({ state }) => state === "mend").length;
  print(broken === 0 ? "\nNothing to mend." : `\n${broken} to mend.`);
  return broken === 0 ? 0 : 1;
}

/** What kind of trouble it was, without its text, which may quote an address or a password. */
export function troubleOf(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code === "string" && code !== "") return code;
  return error instanceof Error ? error.name : "unknown trouble";
}
