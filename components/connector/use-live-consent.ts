"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useConsent } from "#components/setup/consent-query.ts";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";

/**
 * The consent as the connector has it. For those who may, Microsoft is asked when the page opens, and again and again
 * while nothing is granted; an answer that differs from what is shown has both read once more.
 */
export function useLiveConsent({ connectorId, settings: { consent } }: ConnectorDetail, mayAsk: boolean) {
  const client = useQueryClient();
  const { data: asked, error } = useConsent(connectorId, consent, mayAsk);
  const isNews = mayAsk && asked.state !== consent.state;
  useEffect(() => {
    if (!isNews) return;
    for (const name of ["connector", "consent"]) {
      void client.invalidateQueries({ queryKey: [name, connectorId] });
    }
  }, [client, connectorId, isNews]);
  return { consent, error };
}
