import { z } from "zod";
import { DELIVERY_FILTERS } from "#components/run/delivery-query.ts";

/** What the address of a run's page, and of its deliveries, may say; what cannot be read is left out. */
export const deliveryQuery = z.object({
  state: z.enum(DELIVERY_FILTERS).optional().catch(undefined),
  item: z.string().max(1000).optional().catch(undefined),
  mailbox: z.string().max(200).optional().catch(undefined),
  delivery: z.string().max(40).optional().catch(undefined),
});
