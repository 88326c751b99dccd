import { DELIVERY_STATE_NAMES, type DeliveryCounts, unreadOf } from "#lib/domain/delivery.ts";

/** What the deliveries can be narrowed to; `posting` is *pending* to the admin, `unread` was imported and not read back. */
export const DELIVERY_FILTERS = ["imported", "partial", "duplicate", "failed", "pending", "unread"] as const;
export type DeliveryFilter = (typeof DELIVERY_FILTERS)[number];

export const DELIVERY_FILTER_NAMES: Record<DeliveryFilter, string> = {
  imported: DELIVERY_STATE_NAMES.imported,
  partial: DELIVERY_STATE_NAMES.partial,
  duplicate: DELIVERY_STATE_NAMES.duplicate,
  failed: DELIVERY_STATE_NAMES.failed,
  pending: DELIVERY_STATE_NAMES.pending,
  unread: "Not read back",
};

/** How many of a run's deliveries the filter leaves, by its counters. */
export function countOf(counts: DeliveryCounts, filter: DeliveryFilter | undefined): number {
  return filter === "unread" ? unreadOf(counts) : counts[filter ?? "available"];
}

/** The lists of a run: deliveries, and items that came to no mailbox. */
export const RUN_LISTS = ["not-imported"] as const;
export type RunList = (typeof RUN_LISTS)[number];

/** What the items without a mailbox can be narrowed to: those that need a look, without what the scope leaves out. */
export const UNIMPORTED_FILTERS = ["attention"] as const;
export type UnimportedFilter = (typeof UNIMPORTED_FILTERS)[number];

/** What a run's deliveries are narrowed to: `?state=failed&item=17&mailbox=…&reason=mailbox-full`. */
export type DeliveryFilters = {
  state?: DeliveryFilter | undefined;
  /** Our id of one item: the vendor's may hold somebody's number. */
  item?: string | undefined;
  /** The directory's id of a mailbox's user: an address does not stand in an address. */
  mailbox?: string | undefined;
  /** A reason code; of items, too. */
  reason?: string | undefined;
};

/**
 * What the address says of a run's lists: which one (deliveries by default), its filters, and `&delivery=17` or
 * `&explain=17` for the delivery or the item that is explained.
 */
export type DeliveryQuery = DeliveryFilters & {
  list?: RunList | undefined;
  /** Of items. */
  only?: UnimportedFilter | undefined;
  delivery?: string | undefined;
  explain?: string | undefined;
};

const NAMES = ["list", "only", "state", "item", "mailbox", "reason", "delivery", "explain"] as const;

export function deliverySearch(query: DeliveryQuery): string {
  const parameters = new URLSearchParams();
  for (const name of NAMES) {
    const value = query[name];
    if (value !== undefined && value !== "") parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
