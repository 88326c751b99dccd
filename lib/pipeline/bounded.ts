/**
 * Runs `work` for every item in order of the items, at most `limit` at a time. After the first error nothing more is
 * started; what runs is awaited, so that nothing goes on behind the caller's back, and the error is thrown.
 */
export async function forEachBounded<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const errors: unknown[] = [];
  const workThroughRest = async () => {
    for (const item of rest) {
      await work(item).catch((error: unknown) => errors.push(error));
      if (errors.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: limit }, workThroughRest));
  if (errors.length > 0) throw errors[0];
}
