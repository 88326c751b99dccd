import type { DeliveryState } from "#lib/domain/delivery.ts";

/** The states that the list can be narrowed to; `posting` is *pending* to the admin. */
export const DELIVERY_FILTERS = ["imported", "partial", "duplicate", "failed", "pending"] as const;
export type DeliveryFilter = (typeof DELIVERY_FILTERS)[number] & DeliveryState;

/** What the address says of a run's deliveries: `?state=failed&after=…&delivery=17`. */
export type DeliveryQuery = {
  state?: DeliveryFilter | undefined;
  after?: string | undefined;
  /** The one that is explained. */
  delivery?: string | undefined;
};

export function deliverySearch({ state, after, delivery }: DeliveryQuery): string {
  const parameters = new URLSearchParams();
  if (state) parameters.set("state", state);
  if (after) parameters.set("after", after);
  if (delivery) parameters.set("delivery", delivery);
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
