"use client";
import { Button } from "@fluentui/react-components";
import { Pause20Regular, Play20Regular, PlayCircle20Regular } from "@fluentui/react-icons";
import { Facts } from "#components/ui/facts.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { paths } from "#lib/paths.ts";
import { Attention } from "./attention.tsx";
import { ConnectorStateBadge } from "./connector-state.tsx";
import { LastImport } from "./last-import.tsx";
import type { ListRow } from "./list-row.ts";
import { type Allowance, rowAllowance } from "./row-allowance.ts";

type ConnectorPanelProps = {
  /** Undefined closes the panel. */
  row: Extract<ListRow, { type: "connector" }> | undefined;
  allowance: Allowance;
  isBusy: boolean;
  onPerform: (action: "run" | "pause" | "resume", id: string) => void;
  onClose: () => void;
};

/** The essentials of one connector over the list, live as the list is. */
export function ConnectorPanel({ row, allowance, isBusy, onPerform, onClose }: ConnectorPanelProps) {
  return (
    <Panel
      isOpen={row !== undefined}
      title={row?.name ?? ""}
      onClose={onClose}
      foot={
        row && (
          <>
            <LinkButton appearance="primary" href={paths.connector(row.id)}>
              Open the full page
            </LinkButton>
            <Button onClick={onClose}>Close</Button>
          </>
        )
      }
    >
      {row && (
        <Stack gap="l">
          <Commands row={row} allowance={allowance} isBusy={isBusy} onPerform={onPerform} />
          <Facts layout="rows" facts={factsOf(row)} />
        </Stack>
      )}
    </Panel>
  );
}

type CommandsProps = Pick<ConnectorPanelProps, "allowance" | "isBusy" | "onPerform"> & {
  row: NonNullable<ConnectorPanelProps["row"]>;
};

function Commands({ row, allowance, isBusy, onPerform }: CommandsProps) {
  const can = rowAllowance(row, allowance);
  const other = row.connector.isPaused ? "resume" : "pause";
  return (
    <Stack isRow gap="s">
      <ReasonedButton
        icon={<PlayCircle20Regular />}
        can={can.run}
        isBusy={isBusy}
        onClick={() => onPerform("run", row.id)}
      >
        Run now
      </ReasonedButton>
      <ReasonedButton
        icon={other === "pause" ? <Pause20Regular /> : <Play20Regular />}
        can={can[other]}
        isBusy={isBusy}
        onClick={() => onPerform(other, row.id)}
      >
        {other === "pause" ? "Pause" : "Resume"}
      </ReasonedButton>
    </Stack>
  );
}

function factsOf({ connector, kindName }: NonNullable<ConnectorPanelProps["row"]>) {
  const { state, lastRun, nextRunAt, isPaused, watermark, createdAt } = connector;
  return [
    { name: "State", value: <ConnectorStateBadge state={state} /> },
    { name: "Needs attention", value: <Attention connector={connector} /> },
    { name: "Kind", value: kindName },
    { name: "Last import", value: <LastImport connectorId={connector.connectorId} run={lastRun} /> },
    {
      name: "Next run",
      value: nextRunAt ? <Instant at={nextRunAt} /> : isPaused ? "Not while it is paused" : "–",
    },
    {
      name: "Imported up to",
      value: watermark ? <Instant at={watermark} /> : <Prose isQuiet>Nothing yet</Prose>,
    },
    { name: "Created", value: <Instant at={createdAt} /> },
  ];
}
