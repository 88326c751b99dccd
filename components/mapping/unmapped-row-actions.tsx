"use client";
import { lazy, useState, useTransition } from "react";
import { Later } from "#components/ui/later.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { UnmappedRow } from "#lib/domain/views/mapping.ts";
import type { ReplayAnswer, UnmappedDeeds, UnmappedVerdicts } from "./unmapped-deeds.ts";

const MapPanel = lazy(() => import("./map-panel.tsx").then((module) => ({ default: module.MapPanel })));

type UnmappedRowActionsProps = {
  row: UnmappedRow;
  can: UnmappedVerdicts;
  deeds: UnmappedDeeds;
  onAnswer: (answer: ReplayAnswer) => void;
};

/** What mends a line: a number is mapped; an address is looked for once more, when its user has got a mailbox. */
export function UnmappedRowActions({ row, can, deeds, onAnswer }: UnmappedRowActionsProps) {
  const [isOpen, setOpen] = useState(false);
  const [isPending, start] = useTransition();
  if (row.kind === "unreadable") return null;
  return (
    <Stack isRow gap="s">
      {row.kind === "number" && (
        <ReasonedButton can={can.map} name={`Map ${row.identity}…`} onClick={() => setOpen(true)}>
          Map…
        </ReasonedButton>
      )}
      {row.kind === "address" && (
        <ReasonedButton
          can={can.replay}
          name={`Replay ${row.identity}`}
          isBusy={isPending}
          onClick={() => start(async () => onAnswer(await deeds.replay(row.id)))}
        >
          Replay
        </ReasonedButton>
      )}
      <Later isWanted={isOpen}>
        <MapPanel
          row={row}
          isOpen={isOpen}
          onClose={() => setOpen(false)}
          map={(choice) => deeds.map(row.id, choice)}
          onMapped={(answer) => {
            setOpen(false);
            onAnswer(answer);
          }}
        />
      </Later>
    </Stack>
  );
}
