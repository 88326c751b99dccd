"use client";
import { lazy } from "react";
import { Later, useAnythingWanted } from "./later.tsx";

const FocusKeeper = lazy(() =>
  import("./focus-keeper.tsx").then((module) => ({ default: module.FocusKeeper })),
);

/**
 * Stands in the frame of every page. Fluent forgets about the focus when the last component that minds it goes; were that a
 * question that led to another page, it would leave that page hidden from screen readers, as it was behind the question.
 */
export function FocusKeeperLater() {
  return (
    <Later isWanted={useAnythingWanted()}>
      <FocusKeeper />
    </Later>
  );
}
