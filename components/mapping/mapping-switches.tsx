"use client";
import { ConfirmedButton } from "#components/ui/confirmed-button.tsx";
import { Facts } from "#components/ui/facts.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { Stack } from "#components/ui/stack.tsx";
import { Status } from "#components/ui/status.tsx";
import type { MappingKind, MappingSeen } from "#lib/domain/mapping.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import type { MappingDeeds } from "./mapping-deeds.ts";
import { effectOfSwitch, MAPPING_NAMES, switchVerdict } from "./mapping-words.ts";

type MappingSwitchesProps = {
  mapping: ConnectorSettings["mapping"];
  can: true | string;
  deeds: Pick<MappingDeeds, "turn" | "withdraw">;
};

const KINDS: readonly MappingKind[] = ["custom", "automatic"];

/** Which of the two mappings decide, and a way to switch each, once it was said what that does. */
export function MappingSwitches({ mapping, can, deeds }: MappingSwitchesProps) {
  const { isCustom, custom } = mapping;
  return (
    <Facts
      layout="rows"
      facts={KINDS.map((kind) => ({
        name: MAPPING_NAMES[kind],
        value: (
          <Stack isRow gap="m">
            <OneSwitch kind={kind} mapping={mapping} can={can} turn={deeds.turn} />
            {kind === "custom" && !isCustom && custom && (
              <Withdrawal version={custom.version} can={can} withdraw={deeds.withdraw} />
            )}
          </Stack>
        ),
      }))}
    />
  );
}

type OneSwitchProps = Pick<MappingSwitchesProps, "mapping" | "can"> & {
  kind: MappingKind;
  turn: MappingDeeds["turn"];
};

function OneSwitch({ kind, mapping, can, turn }: OneSwitchProps) {
  const { isAutomatic, isCustom, custom } = mapping;
  const isOn = kind === "custom" ? isCustom : isAutomatic;
  const name = MAPPING_NAMES[kind];
  const deed = isOn ? "off" : "on";
  const seen: MappingSeen = { isAutomatic, isCustom, version: custom?.version ?? null };
  const then = kind === "custom" ? { ...seen, isCustom: !isOn } : { ...seen, isAutomatic: !isOn };
  const action = async (): Promise<FormState> => {
    const answer = await turn(kind, !isOn, seen);
    return answer.status === "done" ? { ...answer, undo: () => turn(kind, isOn, then) } : answer;
  };
  return (
    <>
      <Status tone={isOn ? "good" : "ended"}>{isOn ? "On" : "Off"}</Status>
      <ConfirmedButton
        label={`Switch ${deed}`}
        name={`Switch ${deed}: ${name}`}
        can={can === true ? switchVerdict(kind, mapping) : can}
        question={`Switch the ${name.toLowerCase()} ${deed}?`}
        confirmLabel={`Switch ${deed}`}
        cancelLabel="Leave it"
        refusedTitle="Nothing was switched"
        action={action}
      >
        {effectOfSwitch(kind, mapping)}
      </ConfirmedButton>
    </>
  );
}

type WithdrawalProps = { version: number; can: true | string; withdraw: MappingDeeds["withdraw"] };

/** The end of a custom mapping that is off: a version that is kept still says who belongs to the organization. */
function Withdrawal({ version, can, withdraw }: WithdrawalProps) {
  return (
    <ConfirmedButton
      label="Withdraw"
      name="Withdraw: Custom mapping"
      can={can}
      question="Withdraw the custom mapping?"
      confirmLabel="Withdraw"
      cancelLabel="Keep it"
      refusedTitle="Nothing was withdrawn"
      isTold
      action={() => withdraw({ version, isOn: false })}
    >
      While version {version} is kept, whoever has a number in it and no mailbox counts as unmapped.
      Withdrawn, it says nothing any more, from the next run on: they are external, unless their address
      belongs to your organization. What was decided so is not looked for again. The version stays on the
      list, and can be rolled back to.
    </ConfirmedButton>
  );
}
