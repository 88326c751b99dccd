"use client";
import { useQuery } from "@tanstack/react-query";
import { fetchJson } from "#components/ui/problem.ts";
import { isTerminal } from "#lib/domain/run.ts";
import type { RunDetail } from "#lib/domain/views/run.ts";
import { paths } from "#lib/paths.ts";

const LIVE_MS = 1000;

/** A run, kept up to date until it has ended. */
export function useRun(first: RunDetail) {
  return useQuery({
    queryKey: ["run", first.runId],
    queryFn: ({ signal }) => fetchJson<RunDetail>(paths.api.run(first.runId), signal),
    initialData: first,
    refetchInterval: (query) => (isTerminal(query.state.data?.state ?? first.state) ? false : LIVE_MS),
  });
}
