import { Failure } from "#lib/domain/failure.ts";

import type { VendorSource } from "../ports/vendor-source.ts";
import { bytesOf, weightOf, type SampleMail } from "./sample-mail.ts";

/** One item in the vendor's archive; `mail` is `undefined` where the listing names what the archive no longer has. */
export type SourceItem = { id: string; archivedAt: Date; mail: SampleMail | "unreadable" | undefined };

/** The vendor's archive: pages of a window, oldest first, and downloads. */
export function createFakeVendor(items: readonly SourceItem[], pageSize: number): VendorSource {
  const sizeBytes = ({ mail }: SourceItem) => (mail === undefined ? undefined : weightOf(bytesOf(mail)));
  return {
    listPage: async (window, cursor) => {
      const inWindow = items
        .filter(({ archivedAt }) => window.from <= archivedAt && archivedAt < window.to)
        .toSorted((one, other) => one.archivedAt.getTime() - other.archivedAt.getTime());
      const start = Number(cursor ?? 0);
      const end = start + pageSize;
      return {
        items: inWindow.slice(start, end).map((item) => ({
          sourceItemId: item.id,
          archivedAt: item.archivedAt,
          sizeBytes: sizeBytes(item),
        })),
        nextCursor: end < inWindow.length ? String(end) : undefined,
      };
    },
    download: async (sourceItemId, maxBytes) => {
      const mail = items.find((item) => item.id === sourceItemId)?.mail;
      if (mail === undefined) throw new Failure("vendor-item-missing", { kind: "permanent" });
      const bytes = bytesOf(mail);
      const weight = weightOf(bytes);
      if (weight <= maxBytes) return { kind: "bytes", bytes };
      return { kind: "oversize", sizeBytes: weight, stream: streamOf(bytes) };
    },
  };
}

async function* streamOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
