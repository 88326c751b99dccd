import { DatabaseError } from "pg";
import { z } from "zod";

const prismaError = z.object({ code: z.string() });

/** Whether a row with the same unique key was there already, through Prisma or through SQL. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === "23505";
  return prismaError.safeParse(error).data?.code === "P2002";
}

/** Lost, refused or timed-out connections, a restart, a full server: what the same call may survive later. */
const UNAVAILABLE = new Set(
  (
    "ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN " +
    "57P01 57P02 57P03 53300 08000 08001 08003 08006 " +
    "P1001 P1002 P1008 P1017 P2024 P2028 P2037"
  ).split(" "),
);

/**
 * Whether PostgreSQL could not be reached or went away, so that the same call may succeed later. Nothing was committed,
 * unless the connection broke during the commit itself, which every caller may repeat.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = prismaError.safeParse(error).data?.code;
  if (code !== undefined && UNAVAILABLE.has(code)) return true;
  // The driver names no code for a connection that ended under it, nor for a pool that gave none in time.
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  );
}
