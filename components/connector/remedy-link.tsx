"use client";
import { LinkButton } from "#components/ui/link-button.tsx";
import { remedyOf } from "./remedy.ts";

/** The way to where a reason is put right, for those that are put right on the connector's page. */
export function RemedyLink({ connectorId, code }: { connectorId: string; code: string }) {
  const remedy = remedyOf(connectorId, code);
  return remedy ? <LinkButton href={remedy.href}>{remedy.label}</LinkButton> : null;
}
