"use client";
import { Button } from "@fluentui/react-components";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { DeliveryTrace } from "#lib/domain/traces.ts";
import { Trace } from "./trace.tsx";

type ExplainPanelProps = {
  /** Null where the address names a delivery that is not there. */
  trace: DeliveryTrace | null | undefined;
  /** The run whose page this is. */
  runId: string;
  connectorId: string;
  onClose: () => void;
};

/** One delivery's whole trace, over the run that it belongs to. */
export function ExplainPanel({ trace, runId, connectorId, onClose }: ExplainPanelProps) {
  return (
    <Panel
      isOpen={trace !== undefined}
      title="Explain this delivery"
      onClose={onClose}
      foot={<Button onClick={onClose}>Close</Button>}
    >
      {trace === null && (
        <Notice intent="error" title="This delivery does not exist">
          The address may be damaged. Close the panel and choose the delivery in the list.
        </Notice>
      )}
      {trace && (
        <Stack gap="xl">
          <Trace trace={trace} runId={runId} connectorId={connectorId} />
          <Prose isSmall isQuiet>
            The message itself is not shown: its text is in the mailbox and, encrypted, in the vault. What the
            directory answered is kept as its result, and single requests are counted, not listed.
          </Prose>
        </Stack>
      )}
    </Panel>
  );
}
