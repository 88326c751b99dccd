import { z } from "zod";
import { ROLES } from "#lib/domain/connector.ts";
import type { Viewer } from "#lib/domain/views/people.ts";

const session = z.object({
  viewer: z.object({
    tenantId: z.string(),
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    roles: z.array(z.enum(ROLES)),
  }),
});

/** The viewer out of a verified session or token; `undefined` for one of an older form, which signs in anew. */
export function findViewer(value: unknown): Viewer | undefined {
  const parsed = session.safeParse(value);
  return parsed.success ? parsed.data.viewer : undefined;
}
