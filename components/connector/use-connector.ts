"use client";
import { useQuery } from "@tanstack/react-query";
import { fetchJson } from "#components/ui/problem.ts";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { isMoving } from "./is-moving.ts";

const BUSY_MS = 1500;
const IDLE_MS = 5000;

/** A connector, kept up to date while it is on the screen: faster while it runs. */
export function useConnector(first: ConnectorDetail) {
  return useQuery({
    queryKey: ["connector", first.connectorId],
    queryFn: ({ signal }) => fetchJson<ConnectorDetail>(paths.api.connector(first.connectorId), signal),
    initialData: first,
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? BUSY_MS : IDLE_MS),
  });
}
