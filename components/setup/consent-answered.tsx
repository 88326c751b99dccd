"use client";
import { useEffect, useState } from "react";
import { Notice } from "#components/ui/notice.tsx";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { isGranted } from "./consent-query.ts";
import type { ConsentReturn } from "./consent-returns.ts";

type ConsentAnsweredProps = {
  connectorId: string;
  returned: ConsentReturn;
  consent: ConnectorSettings["consent"];
};

/**
 * Tells an admin who comes back from Microsoft's page what came of it. A grant is told when it is proven, whatever the
 * address says; the address forgets it, so that it is not told again to whoever loads the page later.
 */
export function ConsentAnswered({ connectorId, returned, consent }: ConsentAnsweredProps) {
  useEffect(
    () => window.history.replaceState(null, "", paths.connector(connectorId, "settings")),
    [connectorId],
  );
  const granted = isGranted(consent.state);
  const [wasGranted] = useState(granted);
  // After a no, somebody else may say yes while the page is open.
  if (returned === "declined" && wasGranted === granted) {
    return (
      <Notice intent="error" title="The request was declined" isAnswer>
        {granted
          ? "Nothing has changed: the earlier consent still holds."
          : `Nothing was granted. ${consent.detail ?? ""}`}
      </Notice>
    );
  }
  if (granted) {
    return (
      <Notice intent="success" title="Admin consent is granted" isAnswer>
        Microsoft has confirmed it.
      </Notice>
    );
  }
  return (
    <Notice intent="info" title="Waiting for Microsoft to confirm" isAnswer>
      A new consent takes up to five minutes to reach every part of Microsoft 365, a scope in Exchange Online
      up to two hours. This page shows it when it is there.
    </Notice>
  );
}
