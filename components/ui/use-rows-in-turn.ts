"use client";
import { startTransition, useEffect, useState } from "react";

/** As many as a screen shows; a taller one has the others a moment later. */
const FIRST_ROWS = 12;

/** Of a long list the first rows, and all of them as soon as these are there: the page answers and moves sooner. */
export function useRowsInTurn<Row>(rows: readonly Row[], isLong: boolean): readonly Row[] {
  const [areFirstThere, setFirstThere] = useState(false);
  useEffect(() => startTransition(() => setFirstThere(true)), []);
  return isLong && !areFirstThere ? rows.slice(0, FIRST_ROWS) : rows;
}
