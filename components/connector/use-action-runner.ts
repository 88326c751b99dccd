"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { toldOf, useTell } from "#components/ui/told.ts";

type Deed = () => Promise<FormState>;

/**
 * Carries out an action and looks anew: what was done is told in passing, with a way back where `undo` is one; a refusal
 * is the answer, which stays until the next attempt.
 */
export function useActionRunner() {
  const queries = useQueryClient();
  const router = useRouter();
  const tell = useTell();
  const [answer, setAnswer] = useState<FormState>(IDLE);
  const [isBusy, start] = useTransition();
  const lookAnew = async () => {
    await queries.invalidateQueries();
    // What the server rendered says what is allowed now, too.
    router.refresh();
  };
  const andLook = (undo: Deed) => async () => {
    const then = await undo();
    await lookAnew();
    return then;
  };
  const perform = (deed: Deed, undo?: Deed) =>
    start(async () => {
      const state = await deed();
      const isDone = state.status === "done";
      setAnswer(isDone ? IDLE : state);
      // What was done in part cannot be taken back as a whole.
      const isWhole = isDone && state.warning === undefined;
      const told = isDone ? toldOf(state, undo && isWhole ? andLook(undo) : undefined) : undefined;
      if (told) tell(told);
      await lookAnew();
    });
  return { answer, isBusy, perform };
}
