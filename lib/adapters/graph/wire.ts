import { z } from "zod";
import { parseJson } from "#lib/http.ts";

// What is read of Graph's answers. Everything else in them passes.

const problemBody = z.object({
  error: z.object({
    code: z.string(),
    // Backends spell it in both ways.
    innerError: z.object({ "request-id": z.string().optional() }).optional(),
    innererror: z.object({ "request-id": z.string().optional() }).optional(),
  }),
});

/** Graph's error code, "" where the body is none of its errors, and the request id for Microsoft's support. */
export function problemOf(text: string): { code: string; requestId: string | undefined } {
  const parsed = problemBody.safeParse(parseJson(text));
  if (!parsed.success) return { code: "", requestId: undefined };
  const { code, innerError, innererror } = parsed.data.error;
  return { code, requestId: innerError?.["request-id"] ?? innererror?.["request-id"] };
}

export const folderBody = z.object({ id: z.string().min(1) });

export const foldersBody = z.object({
  value: z.array(z.object({ id: z.string().min(1), displayName: z.string() })),
});

/** `isDraft` has to be there: its absence proves nothing. */
export const createdBody = z.object({ id: z.string().min(1), isDraft: z.boolean() });

const property = z.object({ id: z.string(), value: z.string().nullish() });

export const messagesBody = z.object({
  value: z.array(
    z.object({
      id: z.string().min(1),
      isDraft: z.boolean().default(false),
      createdDateTime: z.string().default(""),
      singleValueExtendedProperties: z.array(property).default([]),
    }),
  ),
  "@odata.nextLink": z.string().optional(),
});

export type WireMessage = z.infer<typeof messagesBody>["value"][number];

export const uploadSessionBody = z.object({ uploadUrl: z.url() });

/** Spelled with a dash (`"0-"`) or without one (`"2097152"`). */
export const uploadStatusBody = z.object({ nextExpectedRanges: z.array(z.string()).default([]) });
