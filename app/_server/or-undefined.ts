import { Refusal } from "#lib/domain/failure.ts";

/** What a verb found; `undefined` where it is not there, or is not the viewer's. */
export async function orUndefined<Found>(answer: Promise<Found>): Promise<Found | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal && error.code === "not-found") return undefined;
    throw error;
  }
}
