import type { PipelineDeps } from "./ports/deps.ts";

/** Tells whoever observes this process that a part of the work begins, and when it has ended. */
export function within<T>(
  deps: Pick<PipelineDeps, "within">,
  part: string,
  work: () => Promise<T>,
): Promise<T> {
  return deps.within ? deps.within(part, work) : work();
}
