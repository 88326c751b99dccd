"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import type { Marking } from "./mark-read.ts";
import { useAlertsRefresh } from "./use-alerts.ts";

type Then = (done: Extract<FormState, { status: "done" }>, undo: () => Promise<FormState>) => void;

/** Marks alerts as read; `then` is told what was marked, with the way back. */
export function useMarking(marking: Marking) {
  const router = useRouter();
  const refresh = useAlertsRefresh();
  const [refusal, setRefusal] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  const lookAnew = async () => {
    router.refresh();
    await refresh();
  };
  const takeBack = async (marked: string[]) => {
    const answer = await marking.unread(marked);
    await lookAnew();
    return answer;
  };
  const mark = (alertIds: string[] | undefined, then?: Then) =>
    start(async () => {
      const { state, marked } = await marking.read(alertIds);
      setRefusal(state.status === "done" ? IDLE : state);
      if (state.status === "done" && marked.length > 0) then?.(state, () => takeBack(marked));
      await lookAnew();
    });
  return { refusal, isPending, mark };
}
