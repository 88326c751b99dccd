"use client";
import { useState } from "react";
import { Announcer } from "#components/ui/announcer.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { changedOf, sentenceOf, type Spoken } from "./spoken.ts";

/** Speaks of the connectors that changed their state, and now and then of those that run. */
export function ConnectorsAnnouncer({ connectors }: { connectors: readonly Spoken[] }) {
  const { locale } = useViewerZone();
  const milestone = connectors.map(({ connectorId, state }) => `${connectorId}:${state}`).join();
  const [told, setTold] = useState({ milestone, connectors, news: "" });
  if (told.milestone !== milestone) {
    setTold({ milestone, connectors, news: sentenceOf(changedOf(told.connectors, connectors), locale) });
  }
  const running = connectors.filter(({ state }) => state === "running");
  return <Announcer sentence={sentenceOf(running, locale)} milestone={milestone} news={told.news} />;
}
