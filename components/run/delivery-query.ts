import type { DeliveryState } from "#lib/domain/delivery.ts";

/** The states that the list can be narrowed to; `posting` is *pending* to the admin. */
export const DELIVERY_FILTERS = ["imported", "partial", "duplicate", "failed", "pending"] as const;
export type DeliveryFilter = (typeof DELIVERY_FILTERS)[number] & DeliveryState;

/** What the address says of a run's deliveries: `?state=failed&item=…&mailbox=…&after=…&delivery=17`. */
export type DeliveryQuery = {
  state?: DeliveryFilter | undefined;
  /** The vendor's id of one item. */
  item?: string | undefined;
  /** The directory's id of a mailbox's user: an address does not stand in an address. */
  mailbox?: string | undefined;
  after?: string | undefined;
  /** The one that is explained. */
  delivery?: string | undefined;
};

export function deliverySearch({ state, item, mailbox, after, delivery }: DeliveryQuery): string {
  const parameters = new URLSearchParams();
  if (state) parameters.set("state", state);
  if (item) parameters.set("item", item);
  if (mailbox) parameters.set("mailbox", mailbox);
  if (after) parameters.set("after", after);
  if (delivery) parameters.set("delivery", delivery);
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
