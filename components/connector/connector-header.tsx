"use client";
import { Pause20Regular, Play20Regular, PlayCircle20Regular } from "@fluentui/react-icons";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { RouteTabs } from "#components/ui/route-tabs.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";
import type { SystemHealth } from "#lib/domain/views/health.ts";
import { paths } from "#lib/paths.ts";
import type { ConnectorActions } from "./connector-actions.ts";
import { ConnectorStateBadge } from "./connector-state.tsx";
import { CONNECTOR_TABS, type ConnectorTab } from "./connector-tabs.ts";
import { KindMark } from "./kind-mark.tsx";
import { type Allowance, verdictOn } from "./row-allowance.ts";
import { useActionRunner } from "./use-action-runner.ts";
import { useConnector } from "./use-connector.ts";
import { WorkerBanner } from "./worker-banner.tsx";

type ConnectorHeaderProps = {
  first: ConnectorDetail;
  tab: ConnectorTab;
  health: SystemHealth;
  allowance: Allowance;
  actions: Pick<ConnectorActions, "run" | "pause" | "resume">;
};

/** The head of a connector's page: its name and state, what can be done with it now, its tabs. */
export function ConnectorHeader({ first, tab, health, allowance, actions }: ConnectorHeaderProps) {
  const { data: connector, error, refetch } = useConnector(first);
  const { answer, isBusy, perform } = useActionRunner();
  const { connectorId } = connector;
  const can = (action: "run" | "pause" | "resume") => verdictOn(action, connector, allowance);
  const [other, back] = connector.isPaused ? (["resume", "pause"] as const) : (["pause", "resume"] as const);
  return (
    <Stack gap="l">
      <PageHeader
        title={connector.name}
        trail={[{ title: "Connectors", href: paths.connectors }]}
        mark={<KindMark kind={connector.kind} />}
        badge={<ConnectorStateBadge state={connector.state} />}
        description={findConnectorKind(connector.kind)?.name}
        actions={
          <>
            <ReasonedButton
              appearance="primary"
              icon={<PlayCircle20Regular />}
              can={can("run")}
              isBusy={isBusy}
              onClick={() => perform(() => actions.run(connectorId))}
            >
              Run now
            </ReasonedButton>
            <ReasonedButton
              icon={other === "pause" ? <Pause20Regular /> : <Play20Regular />}
              can={can(other)}
              isBusy={isBusy}
              onClick={() =>
                perform(
                  () => actions[other](connectorId),
                  () => actions[back](connectorId),
                )
              }
            >
              {other === "pause" ? "Pause" : "Resume"}
            </ReasonedButton>
          </>
        }
      />
      <WorkerBanner health={health} />
      {error && (
        <ProblemNotice
          error={error}
          meanwhile="The page shows what was last known."
          onRetry={() => void refetch()}
        />
      )}
      <FormAnswer state={answer} refusedTitle="That cannot be done now" />
      <RouteTabs
        label="Connector"
        tabs={CONNECTOR_TABS.filter(({ id }) => id !== "activity" || allowance.audit === true).map(
          ({ id, title }) => ({
            title,
            href: paths.connector(connectorId, id === "overview" ? undefined : id),
            isCurrent: id === tab,
          }),
        )}
      />
    </Stack>
  );
}
