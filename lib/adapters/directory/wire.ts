import { z } from "zod";

/** What is asked for of every user. Source: Graph, user: delta. Never `otherMails`: nobody verifies them. */
export const USER_SELECT =
  "id,displayName,mail,userPrincipalName,proxyAddresses,accountEnabled,userType,assignedPlans";

const plan = z.object({ service: z.string().nullish(), capabilityStatus: z.string().nullish() });

const user = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  proxyAddresses: z.array(z.string()).nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
  assignedPlans: z.array(plan).nullish(),
});

const removed = z.object({ id: z.string().min(1), "@removed": z.object({ reason: z.string().nullish() }) });

/** One page of changes; a page has a next link or a delta link, never both. */
export const deltaPage = z.object({
  value: z.array(z.union([removed, user])),
  "@odata.nextLink": z.string().optional(),
  "@odata.deltaLink": z.string().optional(),
});

export const problem = z.object({ error: z.object({ code: z.string().optional() }) });

export type WireUser = z.infer<typeof user>;
export type WireRemoved = z.infer<typeof removed>;
export type WirePage = z.infer<typeof deltaPage>;
