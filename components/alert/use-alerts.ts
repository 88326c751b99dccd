"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { fetchJson } from "#components/ui/problem.ts";
import type { AlertFeed } from "#lib/domain/views/alert.ts";
import { paths } from "#lib/paths.ts";

const ALERTS_KEY = ["alerts"] as const;
const EVERY_MS = 15_000;

/** The bell's alerts, kept up to date wherever the viewer is. */
export function useAlerts(first: AlertFeed) {
  return useQuery({
    queryKey: ALERTS_KEY,
    queryFn: ({ signal }) => fetchJson<AlertFeed>(paths.api.alerts, signal),
    initialData: first,
    refetchInterval: EVERY_MS,
  });
}

/** Asks for them at once: the viewer has just changed something about them. */
export function useAlertsRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ALERTS_KEY });
}
