import { Failure } from "#lib/domain/failure.ts";
import { withRetries } from "#lib/http.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { DownloadedItem, VendorSource } from "#lib/pipeline/ports/vendor-source.ts";
import type { SftpConfig } from "./connect.ts";
import { isZip } from "./delivery-days.ts";
import { DamagedEntry } from "./entry-content.ts";
import { createListing, type DeliveryPast, type Listing } from "./list-deliveries.ts";
import { parseLocator, type Place } from "./locator.ts";
import { createOpenFiles } from "./open-files.ts";
import { readMail } from "./read-mail.ts";
import { createSftpSession } from "./session.ts";
import { readZipDirectory } from "./zip-directory.ts";

/**
 * A connector's SFTP delivery: e-mails in ZIP files, read in place, one connection for all of them. Nothing at the
 * server is ever written, renamed or removed (R51).
 */
export function createSftpSource(
  config: SftpConfig,
  clock: Clock,
  readPast: () => Promise<DeliveryPast>,
): VendorSource {
  const session = createSftpSession(config);
  const files = createOpenFiles(session);
  let listing: Promise<Listing> | undefined;

  /** @returns undefined where something else lies there now */
  const readAt = async (
    place: Place,
    id: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<DownloadedItem | undefined> => {
    try {
      return await readMail(await files.bytesOf(place.file, signal), place.content, id, maxBytes);
    } catch (error) {
      if (isMissing(error)) return undefined;
      files.forget(place.file);
      if (error instanceof DamagedEntry) return undefined;
      throw error;
    }
  };

  /** The file was replaced or moved since: the same e-mail may lie elsewhere in the folder. */
  const searchAll = async ({ content }: Place, id: string, maxBytes: number, signal: AbortSignal) => {
    for (const { name } of await session.listFiles(signal)) {
      if (!isZip(name)) continue;
      const bytes = await files.bytesOf(name, signal);
      const directory = await readZipDirectory(bytes);
      for (const entry of directory?.entries ?? []) {
        if (entry.crc32 !== content.crc32 || entry.sizeBytes !== content.sizeBytes) continue;
        const found = await readAt({ file: name, content: entry }, id, maxBytes, signal);
        if (found) return found;
      }
    }
    throw new Failure("vendor-item-missing", { kind: "permanent" });
  };

  return {
    async listPage(window, cursor, signal) {
      listing ??= readPast().then((past) => createListing(session, past, clock));
      const pages = await listing;
      return withRetries(() => pages.page(window, cursor, signal), clock, signal);
    },
    download(sourceItemId, maxBytes, signal, locator) {
      const place = parseLocator(locator ?? "");
      if (!place) throw new Failure("vendor-item-missing", { kind: "permanent" });
      const read = async () =>
        (await readAt(place, sourceItemId, maxBytes, signal)) ??
        searchAll(place, sourceItemId, maxBytes, signal);
      return withRetries(read, clock, signal);
    },
    async close() {
      await listing?.then((pages) => pages.close()).catch(() => undefined);
      files.close();
      session.close();
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Failure && error.code === "vendor-item-missing";
}
