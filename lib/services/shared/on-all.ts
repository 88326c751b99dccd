import { Refusal } from "#lib/domain/failure.ts";

/** How many of the deeds were done, and why each of the others was refused. */
export type DoneOnAll = { done: number; refusals: string[] };

/**
 * One verb on each of several things, one after the other: what is refused for one keeps nobody else from being done.
 * @throws Refusal `not-allowed`, and anything that is no refusal
 */
export async function onAll(
  ids: readonly string[],
  verb: (id: string) => Promise<unknown>,
): Promise<DoneOnAll> {
  const refusals: string[] = [];
  for (const id of ids) {
    try {
      await verb(id);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === "not-allowed") throw error;
      refusals.push(error.message);
    }
  }
  return { done: ids.length - refusals.length, refusals };
}
