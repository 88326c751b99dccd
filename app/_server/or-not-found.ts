import { notFound } from "next/navigation";
import { orUndefined } from "./or-undefined.ts";

/** What a verb found, or the 404 page: what is not the viewer's does not exist for them. */
export async function orNotFound<Found>(answer: Promise<Found>): Promise<Found> {
  return (await orUndefined(answer)) ?? notFound();
}
