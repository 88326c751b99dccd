"use client";
import { lazy, type ReactNode, useCallback, useState } from "react";
import { Later } from "./later.tsx";
import { type NumberedTold, Tell, type Told } from "./told.ts";

const ToastStack = lazy(() => import("./toast-stack.tsx").then((module) => ({ default: module.ToastStack })));

/** Where messages appear in the corner that parts of the page tell in passing. */
export function ToastsProvider({ children }: { children: ReactNode }) {
  const [told, setTold] = useState<readonly NumberedTold[]>([]);
  const tell = useCallback(
    (next: Told) => setTold((before) => [...before.slice(-9), { ...next, number: numberAfter(before) }]),
    [],
  );
  return (
    <Tell value={tell}>
      {children}
      <Later isWanted={told.length > 0}>
        <ToastStack told={told} />
      </Later>
    </Tell>
  );
}

function numberAfter(told: readonly NumberedTold[]): number {
  return (told.at(-1)?.number ?? 0) + 1;
}
