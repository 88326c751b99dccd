"use client";
import { useState } from "react";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { type Pace, paceOf, type PaceSample, withSample } from "./run-facts.ts";

type Seen = { atMs: number; samples: readonly PaceSample[] };

/** The run's pace as it was seen on this page during the last minute. `atMs`: when `run` was asked for. */
export function usePace(run: RunProgress, atMs: number): Pace | undefined {
  const [seen, setSeen] = useState<Seen>({ atMs: 0, samples: [] });
  if (seen.atMs !== atMs) setSeen({ atMs, samples: withSample(seen.samples, run, atMs) });
  return paceOf(seen.samples, run);
}
