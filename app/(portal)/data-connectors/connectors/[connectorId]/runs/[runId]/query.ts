import { z } from "zod";
import { DELIVERY_FILTERS, RUN_LISTS, UNIMPORTED_FILTERS } from "#components/run/delivery-query.ts";
import { queryText } from "#lib/domain/outside-text.ts";

const rowId = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional()
  .catch(undefined);

/** What the address of a run's page, and of its lists, may say; what cannot be read is left out. */
export const deliveryQuery = z.object({
  list: z.enum(RUN_LISTS).optional().catch(undefined),
  only: z.enum(UNIMPORTED_FILTERS).optional().catch(undefined),
  state: z.enum(DELIVERY_FILTERS).optional().catch(undefined),
  item: rowId,
  mailbox: queryText.max(200).optional().catch(undefined),
  reason: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional()
    .catch(undefined),
  delivery: z.string().max(40).optional().catch(undefined),
  explain: z.string().max(40).optional().catch(undefined),
});
