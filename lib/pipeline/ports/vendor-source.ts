import type { Finding } from "#lib/domain/finding.ts";
import type { ListedItem } from "#lib/domain/item.ts";
import type { Window } from "#lib/domain/window.ts";

/** A file in which a source delivers many items at once, as it was when the last of them was listed. */
export type DeliveryFile = { name: string; sizeBytes: number; modifiedAt: Date; itemCount: number };

/** What a source that delivers files tells besides items. A finding that is reported again counts once a run. */
export type SourceReport = { findings: readonly Finding[]; files: readonly DeliveryFile[] };

export type ListedPage = { items: ListedItem[]; nextCursor: string | undefined; report?: SourceReport };

/** An item's bytes, or, once they exceed the limit, what is known of them and a stream of all of them. */
export type DownloadedItem =
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "oversize"; sizeBytes: number | undefined; stream: AsyncIterable<Uint8Array> };

/** A connector's source, logged in. A session that ends is renewed inside; a refused login is a permanent failure. */
export interface VendorSource {
  /** In the order of `archivedAt`, over all pages: a long listing is cut at a page's last item. */
  listPage(window: Window, cursor: string | undefined, signal: AbortSignal): Promise<ListedPage>;
  /** @throws Failure `vendor-item-missing` (permanent), `vendor-item-truncated` (transient) */
  download(
    sourceItemId: string,
    maxBytes: number,
    signal: AbortSignal,
    locator?: string,
  ): Promise<DownloadedItem>;
  /** Lets go of a connection that stays open between requests. */
  close?(): Promise<void>;
}
