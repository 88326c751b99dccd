import { z } from "zod";
import { parseJson } from "#lib/http.ts";

const claims = z.object({ roles: z.array(z.string()).default([]) });

/**
 * The application permissions that a token carries. Only for showing whether consent has arrived: the token is Graph's
 * to verify, and one that cannot be read here simply shows none.
 */
export function rolesIn(token: string): string[] {
  const payload = token.split(".")[1] ?? "";
  const parsed = claims.safeParse(parseJson(Buffer.from(payload, "base64url").toString("utf8")));
  return parsed.success ? parsed.data.roles : [];
}
