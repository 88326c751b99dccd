import type { DeliveryState } from "#lib/domain/delivery.ts";

/** The states that the list can be narrowed to; `posting` is *pending* to the admin. */
export const DELIVERY_FILTERS = ["imported", "partial", "duplicate", "failed", "pending"] as const;
export type DeliveryFilter = (typeof DELIVERY_FILTERS)[number] & DeliveryState;

/** What a run's deliveries are narrowed to: `?state=failed&item=…&mailbox=…`. */
export type DeliveryFilters = {
  state?: DeliveryFilter | undefined;
  /** The vendor's id of one item. */
  item?: string | undefined;
  /** The directory's id of a mailbox's user: an address does not stand in an address. */
  mailbox?: string | undefined;
};

/** What the address says of them: the filters, and `&delivery=17` for the one that is explained. */
export type DeliveryQuery = DeliveryFilters & { delivery?: string | undefined };

export function deliverySearch({ state, item, mailbox, delivery }: DeliveryQuery): string {
  const parameters = new URLSearchParams();
  if (state) parameters.set("state", state);
  if (item) parameters.set("item", item);
  if (mailbox) parameters.set("mailbox", mailbox);
  if (delivery) parameters.set("delivery", delivery);
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
