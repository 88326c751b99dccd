"use client";
import { useState } from "react";
import {
  type Daily,
  DailyFields,
  type NextRunsAction,
  useInBothZones,
  useNextRuns,
} from "#components/setup/daily-fields.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { FormPanel } from "#components/ui/form-panel.tsx";
import { type FormState, refusalAt } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import { useSaving } from "#components/ui/use-saving.ts";

/** Takes a time of day and a zone; the answer says when it runs now, or why not: also if it runs other than `expected`. */
export type ScheduleAction = (daily: Daily, expected?: Daily) => Promise<FormState>;

type SchedulePanelProps = {
  isOpen: boolean;
  onClose: () => void;
  daily: Daily;
  save: ScheduleAction;
  nextRuns: NextRunsAction;
};

/** Another time of day for a connector that exists. */
export function SchedulePanel({ isOpen, onClose, daily: current, save, nextRuns }: SchedulePanelProps) {
  const [before] = useState(current);
  const [daily, setDaily] = useState(before);
  const { state, isPending, save: keep } = useSaving(onClose);
  const isSame = daily.time === before.time && daily.zone === before.zone;
  const submit = () =>
    keep(
      () => save(daily, before),
      () => (isSame ? undefined : () => save(before, daily)),
    );
  return (
    <FormPanel
      isOpen={isOpen}
      title="Change the schedule"
      isPending={isPending}
      submitLabel="Save"
      pendingLabel="Saving…"
      onSubmit={submit}
      onClose={onClose}
    >
      <Prose>
        Each run takes up where the one before ended, whenever it starts: no message is left out by another
        time. A run that is at work goes on, and one that is due already starts as planned.
      </Prose>
      <DailyFields
        daily={daily}
        onDaily={setDaily}
        refusals={{ time: refusalAt(state, "time"), zone: refusalAt(state, "zone") }}
      />
      <NextRuns daily={daily} nextRuns={nextRuns} />
      <FormAnswer state={state} refusedTitle="The schedule was not changed" fields={["time", "zone"]} />
    </FormPanel>
  );
}

function NextRuns({ daily, nextRuns }: Pick<SchedulePanelProps, "daily" | "nextRuns">) {
  const times = useNextRuns(daily, nextRuns) ?? [];
  const inBothZones = useInBothZones();
  if (times.length === 0) return <Prose isQuiet>Choose a time and a zone to see the next runs.</Prose>;
  return (
    <div>
      <Prose isQuiet>The next runs are then:</Prose>
      <ul>
        {times.map((at) => (
          <li key={at}>
            <Prose as="span">{inBothZones(at, daily.zone)}</Prose>
          </li>
        ))}
      </ul>
    </div>
  );
}
