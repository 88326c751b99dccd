"use client";
import { useQuery } from "@tanstack/react-query";
import { type Packed, unpack } from "#components/ui/packed.ts";
import { fetchJson } from "#components/ui/problem.ts";
import { paths } from "#lib/paths.ts";
import type { ConnectorsAnswer } from "./connectors-answer.ts";
import { isMoving } from "./is-moving.ts";

export const CONNECTORS_KEY = ["connectors"] as const;

const BUSY_MS = 1500;
const IDLE_MS = 5000;

/** The list, kept up to date while it is on the screen: faster while something runs. */
export function useConnectors(first: Packed<ConnectorsAnswer>) {
  return useQuery({
    queryKey: CONNECTORS_KEY,
    queryFn: ({ signal }) => fetchJson<ConnectorsAnswer>(paths.api.connectors, signal),
    initialData: () => unpack(first),
    refetchInterval: (query) => (isBusy(query.state.data) ? BUSY_MS : IDLE_MS),
  });
}

function isBusy(answer: ConnectorsAnswer | undefined): boolean {
  return (answer?.connectors ?? []).some(isMoving);
}
