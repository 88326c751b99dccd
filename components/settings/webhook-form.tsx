"use client";
import { Checkbox, Field, Input, makeStyles, Switch } from "@fluentui/react-components";
import { useActionState, useState } from "react";
import { CopyField } from "#components/ui/copy-field.tsx";
import { refusalAt } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { WebhookSettings } from "#lib/domain/alert-channel.ts";
import type { SecretState, SettingsActions } from "./settings-props.ts";
import { SettingsForm } from "./settings-form.tsx";

const useStyles = makeStyles({
  url: { maxWidth: "760px" },
  switch: { marginInlineStart: "-8px" },
});

const START: SecretState = { status: "idle" };

type WebhookFormProps = {
  settings: WebhookSettings | null;
  isStored: boolean;
  isOn: boolean;
  can: true | string;
  save: SettingsActions["saveWebhook"];
};

/** Where alerts go as signed requests. The signing secret is shown when it is made, and never again. */
export function WebhookForm({ settings, isStored, isOn, can, save }: WebhookFormProps) {
  const styles = useStyles();
  const [state, submit, isPending] = useActionState(save, START);
  const [url, setUrl] = useState(settings?.url ?? "");
  const [isSwitchedOn, setSwitchedOn] = useState(isOn);
  const refusal = refusalAt(state, "url");
  const isFixed = can !== true;
  return (
    <Stack gap="m">
      <SettingsForm
        submit={submit}
        isPending={isPending}
        can={can}
        saveLabel="Save webhook"
        state={state}
        refusedTitle="The webhook was not saved"
        fields={["url"]}
      >
        <Switch
          className={styles.switch}
          name="on"
          label="Send alerts to a webhook"
          checked={isSwitchedOn}
          disabled={isFixed}
          onChange={(_event, { checked }) => setSwitchedOn(checked)}
        />
        <Field
          className={styles.url}
          label="Address"
          {...(refusal !== undefined && { validationMessage: refusal })}
        >
          <Input
            name="url"
            type="url"
            placeholder="https://hooks.example.com/archive"
            value={url}
            readOnly={isFixed}
            onChange={(_event, { value }) => setUrl(value)}
          />
        </Field>
        <Prose isSmall isQuiet>
          Each request is signed according to Standard Webhooks: HMAC-SHA-256 over webhook-id,
          webhook-timestamp and the body. A receiver should reject what is older than five minutes, and what
          it has already received by its id.
        </Prose>
        {isStored && (
          <Checkbox
            name="renew"
            label="Create a new signing secret; the current one stops working at once"
            disabled={isFixed}
          />
        )}
      </SettingsForm>
      {state.secret !== undefined && (
        <CopyField
          label="Signing secret"
          text={state.secret}
          hint="It is shown only once. Store it at the receiver now."
        />
      )}
    </Stack>
  );
}
