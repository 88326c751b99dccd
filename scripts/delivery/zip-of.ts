import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import yazl from "yazl";

export type ZipPart = { name: string; bytes: Uint8Array };

const MANIFEST_NAME = "manifest.mf";

/** What a manifest of these e-mails says. */
export function manifestOf(mails: readonly ZipPart[]): string {
  return [`Count: ${mails.length}`, ...mails.map(({ name }) => name)].map((line) => `${line}\r\n`).join("");
}

/** A delivery's archive: the e-mails and their manifest, or another manifest, or none (`null`). */
export async function zipOf(
  mails: readonly ZipPart[],
  options: { manifest?: string | null; isZip64?: boolean } = {},
): Promise<Buffer> {
  const manifest = options.manifest === undefined ? manifestOf(mails) : options.manifest;
  const zip = new yazl.ZipFile();
  const mtime = new Date("2026-01-01T00:00:00Z");
  const how = { mtime, forceZip64Format: options.isZip64 ?? false };
  for (const { name, bytes } of mails) zip.addBuffer(Buffer.from(bytes), name, how);
  if (manifest !== null) zip.addBuffer(Buffer.from(manifest), MANIFEST_NAME, how);
  zip.end({ forceZip64Format: options.isZip64 ?? false, comment: "" });
  return buffer(Readable.from(zip.outputStream));
}
