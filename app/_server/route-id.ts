import { z } from "zod";
import { Refusal } from "#lib/domain/failure.ts";

export type IdParams = { params: Promise<{ id: string }> };

/** The id in a route's path. @throws Refusal `not-found` for what cannot be one */
export async function idOf({ params }: IdParams): Promise<string> {
  const { data } = z.uuid().safeParse((await params).id);
  if (data !== undefined) return data;
  throw new Refusal("not-found", "There is nothing with this id.");
}
