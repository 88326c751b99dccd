import { notFound, redirect } from "next/navigation";
import { CreatedStatus } from "#components/setup/created-status.tsx";
import { Page } from "#components/ui/page.tsx";
import { Title } from "#components/ui/title.tsx";
import { firstOpenStep } from "#lib/domain/setup.ts";
import { paths } from "#lib/paths.ts";
import { serviceContext } from "#lib/server.ts";
import { getConnector } from "#lib/services/connector/get-connector.ts";
import { getRun } from "#lib/services/run/get-run.ts";
import { readSettings } from "../read-draft.ts";

type CreatedPageProps = { params: Promise<{ kind: string; connectorId: string }> };

export default async function CreatedPage({ params }: CreatedPageProps) {
  const context = await serviceContext();
  const { connectorId } = await params;
  const settings = await readSettings(context, connectorId);
  if (settings.isDraft) {
    redirect(paths.setup(settings.kind, connectorId, firstOpenStep(settings.progress)));
  }
  const { lastRun } = await getConnector(context, connectorId);
  if (!lastRun) notFound();
  // Whoever comes back later finds the connector as it is now.
  if (lastRun.trigger !== "first") redirect(paths.connector(connectorId));
  return (
    <Page>
      <Title>Connector created</Title>
      <CreatedStatus first={await getRun(context, lastRun.runId)} />
    </Page>
  );
}
