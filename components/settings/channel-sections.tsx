"use client";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import type { AlertSettings } from "#lib/domain/views/settings.ts";
import { ChannelHealth } from "./channel-health.tsx";
import { EmailForm } from "./email-form.tsx";
import type { SettingsActions } from "./settings-props.ts";
import { TestButton } from "./test-button.tsx";
import { WebhookForm } from "./webhook-form.tsx";

const NOT_SAVED = "Save the settings first; the test uses what is saved.";

type ChannelSectionProps<Channel> = {
  channel: Channel;
  /** Whether the viewer may see where messages go. */
  isShown: boolean;
  can: true | string;
  actions: SettingsActions;
};

export function EmailSection(props: ChannelSectionProps<AlertSettings["email"]>) {
  const { channel, isShown, can, actions } = props;
  const { settings, isOn, hasPassword } = channel ?? { settings: null, isOn: isShown, hasPassword: false };
  return (
    <Section title="E-mail" isCard>
      <ChannelHealth health={channel} />
      {isShown ? (
        <>
          <EmailForm
            settings={settings}
            isOn={isOn}
            hasPassword={hasPassword}
            can={can}
            save={actions.saveEmail}
          />
          <TestButton can={testVerdict(channel !== null, can)} send={() => actions.sendTest("email")} />
        </>
      ) : (
        <OnOff isOn={isOn} what="by e-mail" />
      )}
    </Section>
  );
}

export function WebhookSection(props: ChannelSectionProps<AlertSettings["webhook"]>) {
  const { channel, isShown, can, actions } = props;
  const { settings, isOn } = channel ?? { settings: null, isOn: isShown };
  return (
    <Section title="Webhook" isCard>
      <ChannelHealth health={channel} />
      {isShown ? (
        <>
          <WebhookForm
            settings={settings}
            isStored={channel !== null}
            isOn={isOn}
            can={can}
            save={actions.saveWebhook}
          />
          <TestButton can={testVerdict(channel !== null, can)} send={() => actions.sendTest("webhook")} />
        </>
      ) : (
        <OnOff isOn={isOn} what="to a webhook" />
      )}
    </Section>
  );
}

function testVerdict(isStored: boolean, can: true | string): true | string {
  return can === true && !isStored ? NOT_SAVED : can;
}

/** What those see who may not see where messages go. */
function OnOff({ isOn, what }: { isOn: boolean; what: string }) {
  return <Prose>{isOn ? `Alerts are sent ${what}.` : `Alerts are not sent ${what}.`}</Prose>;
}
