import { cookies } from "next/headers";
import { COLUMNS_COOKIE, parseColumnChoice } from "#components/connector/column-choice.ts";
import { ConnectorsView } from "#components/connector/connectors-view.tsx";
import { pack } from "#components/ui/packed.ts";
import { allowanceOf } from "#components/connector/row-allowance.ts";
import { Title } from "#components/ui/title.tsx";
import { serviceContext } from "#lib/server.ts";
import { discardAction, onAllAction, pauseAction, resumeAction, runAction } from "../../connector-actions.ts";
import { readConnectors } from "../../read-connectors.ts";
import { parseListQuery } from "./query.ts";

type ConnectorsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ConnectorsPage({ searchParams }: ConnectorsPageProps) {
  const context = await serviceContext();
  return (
    <>
      <Title>Connectors</Title>
      <ConnectorsView
        first={pack(await readConnectors(context))}
        initialQuery={parseListQuery(await searchParams)}
        allowance={allowanceOf(context.viewer.roles)}
        initialColumns={parseColumnChoice((await cookies()).get(COLUMNS_COOKIE)?.value)}
        actions={{
          run: runAction,
          pause: pauseAction,
          resume: resumeAction,
          onAll: onAllAction,
          discard: discardAction,
        }}
      />
    </>
  );
}
