"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { type FormState, IDLE } from "#components/ui/form-state.ts";

/** A success has been seen by then; a refusal stays until the next attempt. */
const SUCCESS_MS = 12_000;

type Deed = () => Promise<FormState>;

/** Carries out actions one after the other, shows the last answer (a refusal before a success), and looks anew. */
export function useActionRunner() {
  const queries = useQueryClient();
  const router = useRouter();
  const [answer, setAnswer] = useState<FormState>(IDLE);
  const [isBusy, start] = useTransition();
  useEffect(() => {
    if (answer.status !== "done") return undefined;
    const timer = setTimeout(() => setAnswer(IDLE), SUCCESS_MS);
    return () => clearTimeout(timer);
  }, [answer]);
  const perform = (...deeds: Deed[]) =>
    start(async () => {
      const answers: FormState[] = [];
      for (const deed of deeds) answers.push(await deed());
      setAnswer(answers.find(({ status }) => status !== "done") ?? answers.at(-1) ?? IDLE);
      await queries.invalidateQueries();
      // What the server rendered says what is allowed now, too.
      router.refresh();
    });
  return { answer, isBusy, perform };
}
