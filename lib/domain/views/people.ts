import type { Role } from "../connector.ts";
import type { Instant } from "./page.ts";

export type Viewer = { tenantId: string; userId: string; name: string; email: string; roles: Role[] };

/** Somebody who used the portal, with the roles that they had then. */
export type MemberRow = {
  userId: string;
  name: string;
  email: string;
  roles: Role[];
  firstSeenAt: Instant;
  lastSeenAt: Instant;
};
