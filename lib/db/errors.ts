import { DatabaseError } from "pg";
import { z } from "zod";

const prismaError = z.object({ code: z.string() });

/** Whether a row with the same unique key was there already, through Prisma or through SQL. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === "23505";
  return prismaError.safeParse(error).data?.code === "P2002";
}

/**
 * Connection, resources, locks, time-outs, shutdown, deadlock: another time it may go well. Source: PostgreSQL, "Error
 * codes", by class.
 */
const UNAVAILABLE = ["08", "40", "53", "55", "57", "58"];

/** Whether a statement failed for the database's condition and not for what it said. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof DatabaseError && UNAVAILABLE.includes(error.code?.slice(0, 2) ?? "");
}
