"use client";
import { useQuery } from "@tanstack/react-query";
import { fetchJson } from "#components/ui/problem.ts";
import type { ConsentState } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";

/** What `GET /api/connectors/{id}/consent` answers: proven by Microsoft, not by the redirect. */
export type ConsentAnswer = { state: ConsentState; detail: string | null };

export const isGranted = (state: ConsentState) => state === "granted" || state === "granted-scoped";

const POLL_MS = 3000;

/**
 * Asks again and again, since a global admin may be consenting in another browser right now. Only an admin may ask;
 * to others `first` is what is known.
 */
export function useConsent(connectorId: string, first: ConsentAnswer, mayAsk = true) {
  return useQuery({
    enabled: mayAsk,
    queryKey: ["consent", connectorId],
    queryFn: ({ signal }) => fetchJson<ConsentAnswer>(paths.api.consentState(connectorId), signal),
    initialData: first,
    refetchOnMount: "always",
    refetchInterval: (query) => (isGranted(query.state.data?.state ?? "unknown") ? false : POLL_MS),
  });
}
