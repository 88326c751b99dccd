import { z } from "zod";

// The bodies of docs/vendor-protocol.md. Unknown properties are the vendor's own and pass.

export const sessionBody = z.object({ token: z.string().min(1), expiresAt: z.iso.datetime() });

export const accountBody = z.object({ company: z.string(), archivePlan: z.string() });

export const pageBody = z.object({
  items: z.array(
    z.object({
      id: z.string().min(1),
      archivedAt: z.iso.datetime(),
      sizeBytes: z.number().int().nonnegative().nullish(),
    }),
  ),
  nextCursor: z.string().nullish(),
});

export type PageBody = z.infer<typeof pageBody>;

const problemBody = z.object({ error: z.object({ code: z.string() }) });

/** The code of an error body, or "" where there is none. */
export function problemCodeOf(body: unknown): string {
  const parsed = problemBody.safeParse(body);
  return parsed.success ? parsed.data.error.code : "";
}

/** The SHA-256 that an ETag carries, in hex; `undefined` where it carries something else. */
export function sha256InEtag(etag: string | undefined): string | undefined {
  return /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(etag ?? "")?.[1]?.toLowerCase();
}
