import { DatabaseError } from "pg";
import { z } from "zod";

const prismaError = z.object({ code: z.string() });

/** Whether a row with the same unique key was there already, through Prisma or through SQL. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === "23505";
  return prismaError.safeParse(error).data?.code === "P2002";
}
