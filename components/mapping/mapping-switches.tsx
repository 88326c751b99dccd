"use client";
import { ConfirmedButton } from "#components/ui/confirmed-button.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status } from "#components/ui/status.tsx";
import type { MappingKind } from "#lib/domain/mapping.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";
import { effectOfSwitch, MAPPING_NAMES, switchVerdict, type MappingState } from "./mapping-words.ts";

type MappingSwitchesProps = { mapping: MappingState; can: true | string; turn: MappingDeeds["turn"] };

const KINDS: readonly MappingKind[] = ["custom", "automatic"];

/** Which of the two mappings decide, and a way to switch each, once it was said what that does. */
export function MappingSwitches({ mapping, can, turn }: MappingSwitchesProps) {
  return (
    <Facts
      layout="rows"
      facts={KINDS.map((kind) => ({
        name: MAPPING_NAMES[kind],
        value: <OneSwitch kind={kind} mapping={mapping} can={can} turn={turn} />,
      }))}
    />
  );
}

function OneSwitch({ kind, mapping, can, turn }: MappingSwitchesProps & { kind: MappingKind }) {
  const isOn = kind === "custom" ? mapping.isCustom : mapping.isAutomatic;
  const name = MAPPING_NAMES[kind];
  const deed = isOn ? "off" : "on";
  return (
    <Stack gap="s">
      <Stack isRow gap="m">
        <Status tone={isOn ? "good" : "ended"}>{isOn ? "On" : "Off"}</Status>
        <ConfirmedButton
          label={`Switch ${deed}`}
          name={`Switch ${deed}: ${name}`}
          can={can === true ? switchVerdict(kind, mapping) : can}
          question={`Switch the ${name.toLowerCase()} ${deed}?`}
          confirmLabel={`Switch ${deed}`}
          cancelLabel="Leave it"
          refusedTitle="Nothing was switched"
          action={() => turn(kind, !isOn)}
          undo={() => turn(kind, isOn)}
        >
          {effectOfSwitch(kind, mapping)}
        </ConfirmedButton>
      </Stack>
    </Stack>
  );
}
