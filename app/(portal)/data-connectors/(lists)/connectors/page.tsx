import type { Metadata } from "next";
import { ConnectorsView } from "#components/connector/connectors-view.tsx";
import { allowanceOf } from "#components/connector/row-allowance.ts";
import { serviceContext } from "#lib/server.ts";
import { discardAction, pauseAction, resumeAction, runAction } from "../../connector-actions.ts";
import { readConnectors } from "../../read-connectors.ts";
import { parseListQuery } from "./query.ts";

export const metadata: Metadata = { title: "Connectors" };

type ConnectorsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ConnectorsPage({ searchParams }: ConnectorsPageProps) {
  const context = await serviceContext();
  return (
    <ConnectorsView
      first={await readConnectors(context)}
      initialQuery={parseListQuery(await searchParams)}
      allowance={allowanceOf(context.viewer.roles)}
      actions={{ run: runAction, pause: pauseAction, resume: resumeAction, discard: discardAction }}
    />
  );
}
