"use client";
import { createContext, use } from "react";
import type { Done, FormState } from "./form-state.ts";

/** What was done, in a sentence. `undo` is for what can truly be taken back, and says what came of that. */
export type Told = {
  intent: "success" | "warning" | "error";
  title: string;
  text?: string | undefined;
  undo?: (() => Promise<FormState>) | undefined;
};

/** One in the order in which they were told. */
export type NumberedTold = Told & { number: number };

/** How parts of the page reach the corner; nowhere to tell is nothing to tell. */
export const Tell = createContext<(told: Told) => void>(() => undefined);

/** Lets any part of the page tell in passing what was done: nothing that has to be answered. */
export function useTell(): (told: Told) => void {
  return use(Tell);
}

/** What was done, as something to tell, with the way back where there is one. */
export function toldOf(state: Done, undo: Told["undo"] = state.undo): Told {
  const { message, warning } = state;
  return { intent: warning === undefined ? "success" : "warning", title: message, text: warning, undo };
}

/** The same of what was to be taken back, which may be refused as anything else. */
export function toldOfUndo(state: FormState): Told | undefined {
  switch (state.status) {
    case "done":
      return toldOf(state);
    case "refused":
      return { intent: "error", title: "It was not taken back", text: state.message };
    case "failed":
      return {
        intent: "error",
        title: "It was not taken back",
        text: `Something went wrong on our side. Give support the correlation ID ${state.correlationId}.`,
      };
    case "idle":
      return undefined;
  }
}
