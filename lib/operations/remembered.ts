/** The last answer for a while, so that many who ask cost as much as one; a failure is not remembered. */
export function remembered<T>(read: () => Promise<T>, forMs: number, now: () => Date): () => Promise<T> {
  let last: { answer: Promise<T>; untilMs: number } | undefined;
  return () => {
    const nowMs = now().getTime();
    if (last && nowMs < last.untilMs) return last.answer;
    const answer = read();
    last = { answer, untilMs: nowMs + forMs };
    answer.catch(() => {
      last = undefined;
    });
    return answer;
  };
}
