import { Failure } from "#lib/domain/failure.ts";

import type { Clock, DraftAlarm } from "./ports/process.ts";

/** So many runs are remembered; older ones have ended. */
const REMEMBERED_RUNS = 500;

/** `proving`: whether the message that is being created alone proved right, once it has its answer. */
type Proof = { state: "proved" } | { state: "refuted" } | { state: "proving"; answered: Promise<boolean> };

/**
 * In each run the first message is created alone: only when it has proved to be no draft do the others follow. After a
 * draft nothing more is created in that run, whichever lane it was.
 */
export function createDraftAlarm(clock: Clock): DraftAlarm {
  const never = new AbortController().signal;
  const proofs = new Map<string, Proof>();

  const remember = (runId: string, proof: Proof) => {
    proofs.delete(runId);
    proofs.set(runId, proof);
    const [oldest] = proofs.keys();
    if (proofs.size > REMEMBERED_RUNS && oldest !== undefined) proofs.delete(oldest);
  };

  const attempt = async <T>(runId: string, create: () => Promise<T>): Promise<T> => {
    try {
      return await create();
    } catch (error) {
      if (isDraft(error)) remember(runId, { state: "refuted" });
      throw error;
    }
  };

  const prove = async <T>(runId: string, create: () => Promise<T>): Promise<T> => {
    const answered = Promise.withResolvers<boolean>();
    remember(runId, { state: "proving", answered: answered.promise });
    try {
      const created = await attempt(runId, create);
      if (created !== undefined) remember(runId, { state: "proved" });
      return created;
    } finally {
      // Any other failure proves nothing: the next one tries.
      if (proofs.get(runId)?.state === "proving") proofs.delete(runId);
      answered.resolve(proofs.get(runId)?.state === "proved");
    }
  };

  return {
    async guard(runId, create) {
      for (;;) {
        const proof = proofs.get(runId);
        if (!proof) return prove(runId, create);
        if (proof.state === "refuted") throw draft();
        if (proof.state === "proved") return attempt(runId, create);
        // First the lane learns what a failure means for it: a fence, or that it is to stop.
        if (!(await proof.answered)) await clock.sleep(0, never);
      }
    },
  };
}

function isDraft(error: unknown): boolean {
  return error instanceof Failure && error.code === "message-created-as-draft";
}

function draft(): Failure {
  return new Failure("message-created-as-draft", { kind: "permanent", scope: "connector" });
}
