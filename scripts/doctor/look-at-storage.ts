import { randomBytes, randomUUID } from "node:crypto";

import type { Container } from "#lib/adapters/staging/container.ts";

import { type Finding, look, mend, ok, troubleOf } from "./findings.ts";

const PATIENCE_MS = 20_000;

/** Writes, reads and removes a blob of its own. */
export async function examineStorage(container: Container): Promise<Finding[]> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const name = `doctor/${randomUUID()}`;
  const bytes = randomBytes(64);
  const trouble = (doing: string, error: unknown) => [
    mend(
      "Blob storage",
      `a blob cannot be ${doing} (${troubleOf(error)})`,
      "Check AZURE_STORAGE_CONNECTION_STRING, the account's network rules, and its right to read, write and delete blobs.",
    ),
  ];
  try {
    await container.put(name, bytes, signal);
  } catch (error) {
    return trouble("written", error);
  }
  try {
    const read = await container.get(name, 0, bytes.byteLength, signal);
    if (!bytes.equals(read)) throw new Error("other bytes came back");
  } catch (error) {
    return trouble("read", error);
  }
  try {
    if (!(await container.remove(name, signal)))
      return [
        look(
          "Blob storage",
          `a blob was written and read, and the storage refuses to delete it now; ${name} stays there`,
          "An immutability policy or a legal hold does that: its time has to be shorter than the retention rule's.",
        ),
      ];
  } catch (error) {
    return trouble("deleted", error);
  }
  return [ok("Blob storage", "a blob was written, read and deleted")];
}
