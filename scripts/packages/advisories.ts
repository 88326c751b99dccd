import { z } from "zod";

/** Advisories that do not touch the product, by the end of their address, with the reason; looked at again at each update. */
const ANSWERED: Record<string, string> = {};

const advisory = z.object({ name: z.string(), url: z.string(), title: z.string(), severity: z.string() });
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
});

export type AdvisoryVerdict =
  | { kind: "unasked" }
  | { kind: "asked"; open: readonly string[]; answered: readonly string[] };

/** What `npm audit --json` says. A registry that gave no answer has not said that all is well. */
export function advisoriesIn(text: string, answers = ANSWERED): AdvisoryVerdict {
  const parsed = report.safeParse(parseJson(text));
  if (!parsed.success) return { kind: "unasked" };
  const found = new Map<string, string>();
  for (const { via } of Object.values(parsed.data.vulnerabilities))
    for (const each of via)
      if (typeof each !== "string")
        found.set(idOf(each.url), `${each.name}: ${each.title} (${each.severity}, ${each.url})`);
  const open = [...found].filter(([id]) => answers[id] === undefined).map(([, line]) => line);
  const answered = [...found].flatMap(([id, line]) => (answers[id] ? [`${line}: ${answers[id]}`] : []));
  return { kind: "asked", open, answered };
}

function idOf(url: string): string {
  return url.split("/").at(-1) ?? url;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
