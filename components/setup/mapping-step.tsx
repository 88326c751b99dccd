"use client";
import { makeStyles, Switch } from "@fluentui/react-components";
import { useActionState, useState } from "react";
import { MappingUpload } from "#components/mapping/mapping-upload.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { IDLE } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import type { MappingSummary } from "#lib/domain/views/mapping.ts";
import type { StepProps } from "./step-props.ts";
import { WizardForm } from "./wizard-form.tsx";

// Fluent keeps room around the switch for a finger; here it stands in a column of text.
const useStyles = makeStyles({ switch: { marginInlineStart: "-8px", marginBlock: "-8px" } });

export function MappingStep({ settings, action, discard }: StepProps) {
  const styles = useStyles();
  const [state, submit, isPending] = useActionState(action, IDLE);
  const isChosen = settings.progress.isMappingChosen;
  const [isAutomatic, setAutomatic] = useState(isChosen ? settings.mapping.isAutomatic : true);
  const [custom, setCustom] = useState<MappingSummary | null>(settings.mapping.custom);
  const [isCustom, setCustomUsed] = useState(isChosen ? settings.mapping.isCustom : custom !== null);
  return (
    <WizardForm
      settings={settings}
      step="user-mapping"
      action={submit}
      nextLabel="Next"
      isPending={isPending}
      discard={discard}
    >
      <Prose>
        Every message is filed in the mailbox of each of its participants. The custom mapping is asked first,
        by mobile number; where it gives no valid Microsoft 365 user, the e-mail address that TeleMessage
        sends along decides. A message none of whose participants has a mailbox is not imported; it is kept
        and listed.
      </Prose>
      <Section level={3} title="Automatic user mapping">
        <Switch
          className={styles.switch}
          name="isAutomatic"
          checked={isAutomatic}
          onChange={(_event, change) => setAutomatic(change.checked)}
          label="Enable automatic user mapping"
        />
        <Prose isSmall isQuiet>
          Uses the <i>User's Email address</i> of each participant as it is registered at TeleMessage.
        </Prose>
      </Section>
      <Section level={3} title="Custom mapping (optional)">
        <Switch
          className={styles.switch}
          name="isCustom"
          checked={isCustom}
          onChange={(_event, change) => setCustomUsed(change.checked)}
          label="Use a custom mapping file"
        />
        {isCustom && (
          <MappingUpload
            connectorId={settings.connectorId}
            current={custom}
            onUploaded={setCustom}
            onLeaveOut={() => setCustomUsed(false)}
          />
        )}
      </Section>
      <FormAnswer state={state} refusedTitle="The mapping is not complete" />
    </WizardForm>
  );
}
