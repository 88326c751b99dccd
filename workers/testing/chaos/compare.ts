import type { Snapshot } from "./snapshot.ts";

export type Comparison = {
  rows: number;
  /** A sentence a row that is not as after a quiet run. */
  differences: string[];
  /** Messages that a quiet run left in the mailboxes and this one did not. */
  lost: number;
  /** Messages that this one left and a quiet run did not. */
  doubled: number;
};

/** Row by row and mailbox by mailbox. */
export function compare(quiet: Snapshot, found: Snapshot): Comparison {
  const differences: string[] = [];
  const missing = [...quiet.keys()].filter((name) => !found.has(name));
  const surplus = [...found.keys()].filter((name) => !quiet.has(name));
  for (const name of missing) differences.push(`${name}: is missing`);
  for (const name of surplus) differences.push(`${name}: should not be there`);
  for (const [name, fields] of found) {
    const expected = quiet.get(name);
    if (expected) differences.push(...differing(name, expected, fields));
  }
  const isMessage = (name: string) => name.startsWith("message ");
  return {
    rows: quiet.size,
    differences,
    lost: missing.filter(isMessage).length,
    doubled: surplus.filter(isMessage).length,
  };
}

function differing(
  name: string,
  expected: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): string[] {
  const columns = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...columns].flatMap((column) => {
    const [should, is] = [JSON.stringify(expected[column]), JSON.stringify(found[column])];
    return should === is ? [] : [`${name}: ${column} is ${is}, after a quiet run ${should}`];
  });
}
