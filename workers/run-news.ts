/** Who of this process is at work on which run, so that an admin's wish reaches all of them at once. */
export type RunNews = {
  watch(runId: string, onNews: () => void): () => void;
  /** The runs that somebody here is at work on. */
  runsInHand(): string[];
  tell(runId: string): void;
};

export function createRunNews(): RunNews {
  const watchers = new Map<string, Set<() => void>>();
  return {
    watch(runId, onNews) {
      const ofRun = watchers.get(runId) ?? new Set();
      watchers.set(runId, ofRun.add(onNews));
      return () => {
        ofRun.delete(onNews);
        if (ofRun.size === 0 && watchers.get(runId) === ofRun) watchers.delete(runId);
      };
    },
    runsInHand: () => [...watchers.keys()],
    tell: (runId) => {
      for (const onNews of watchers.get(runId) ?? []) onNews();
    },
  };
}
