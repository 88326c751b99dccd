import { notFound } from "next/navigation";
import { Refusal } from "#lib/domain/failure.ts";

/** What a verb found, or the 404 page: what is not the viewer's does not exist for them. */
export async function orNotFound<Found>(answer: Promise<Found>): Promise<Found> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal && error.code === "not-found") notFound();
    throw error;
  }
}
