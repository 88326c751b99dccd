import { z } from "zod";

// No text column of PostgreSQL holds a NUL, and none can be looked for there: it refuses the whole query.

/** A text out of an address: one with a NUL in it cannot be read. */
export const queryText = z.string().refine((text) => !text.includes("\0"));

/** A text out of a form: a NUL that was pasted with it is left out. */
export const typedText = z.string().overwrite((text) => text.replaceAll("\0", ""));
