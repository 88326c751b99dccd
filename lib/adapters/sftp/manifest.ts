/** What a manifest says: how many e-mails, and which. Lines that say neither are TeleMessage's own and pass. */
export type Manifest = { count: number | undefined; names: string[] };

/** `Count: 12`, then a name a line, bare or as `Name: …`. @returns undefined for text that has neither */
export function parseManifest(text: string): Manifest | undefined {
  let count: number | undefined;
  const names: string[] = [];
  for (const raw of text.replace(/^\uFEFF/, "").split(/\r\n|[\r\n]/)) {
    const line = raw.trim();
    const [, number] = /^count\s*[:=]\s*(\d{1,9})$/i.exec(line) ?? [];
    if (number !== undefined) count ??= Number(number);
    const [, name] = /^(?:(?:file|name|file ?name)\s*[:=]\s*)?"?([^"]+\.eml)"?$/i.exec(line) ?? [];
    if (name !== undefined) names.push(name);
  }
  return count === undefined && names.length === 0 ? undefined : { count, names };
}

/** Where manifest and archive differ. */
export type Reconciliation = { isCountWrong: boolean; missing: string[]; extra: string[] };

/** A manifest may name e-mails with or without their folder. One that names none lists nothing as missing or extra. */
export function reconcile(manifest: Manifest, mailNames: readonly string[]): Reconciliation {
  const isCountWrong = manifest.count !== mailNames.length;
  if (manifest.names.length === 0) return { isCountWrong, missing: [], extra: [] };
  const keyOf = manifest.names.some((name) => name.includes("/")) ? (name: string) => name : baseName;
  const unseen = new Map<string, number>();
  for (const name of manifest.names) unseen.set(keyOf(name), (unseen.get(keyOf(name)) ?? 0) + 1);
  const extra = mailNames.filter((name) => {
    const left = unseen.get(keyOf(name)) ?? 0;
    if (left > 0) unseen.set(keyOf(name), left - 1);
    return left === 0;
  });
  const missing = [...unseen].flatMap(([name, left]) => Array.from({ length: left }, () => name));
  return { isCountWrong, missing, extra };
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
