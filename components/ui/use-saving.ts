"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState, useTransition } from "react";
import { type Done, type FormState, IDLE } from "./form-state.ts";
import { toldOf, useTell } from "./told.ts";

type Deed = () => Promise<FormState>;

/**
 * Saves what a panel's form holds: a refusal stays with the form; what was done closes the panel and is told in the
 * corner, with a way back where `undoOf` finds one.
 */
export function useSaving(onDone: () => void) {
  const queries = useQueryClient();
  const tell = useTell();
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const andLook = async (deed: Deed) => {
    const answer = await deed();
    await queries.invalidateQueries();
    return answer;
  };
  const save = (deed: Deed, undoOf: (done: Done) => Deed | undefined) =>
    start(async () => {
      const answer = await andLook(deed);
      setState(answer);
      if (answer.status !== "done") return;
      onDone();
      const undo = undoOf(answer);
      tell(toldOf(answer, undo && (() => andLook(undo))));
    });
  return { state, isPending, save };
}
