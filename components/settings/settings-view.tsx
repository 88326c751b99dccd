"use client";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { AlertSettings, RetentionSettings } from "#lib/domain/views/settings.ts";
import type { MemberRow } from "#lib/domain/views/people.ts";
import { paths } from "#lib/paths.ts";
import { EmailSection, WebhookSection } from "./channel-sections.tsx";
import { MembersTable } from "./members-table.tsx";
import { RetentionSection } from "./retention-section.tsx";
import { RulesForm } from "./rules-form.tsx";
import type { SettingsActions } from "./settings-props.ts";

type SettingsViewProps = {
  settings: AlertSettings;
  retention: RetentionSettings;
  /** Undefined for those who may not see who is here, nor where messages go. */
  members: readonly MemberRow[] | undefined;
  can: true | string;
  actions: SettingsActions;
};

/** What the organization wants to be told, how, and who may do what here. */
export function SettingsView({ settings, retention, members, can, actions }: SettingsViewProps) {
  const { rules, email, webhook } = settings;
  const shared = { isShown: members !== undefined, can, actions };
  return (
    <Stack gap="l">
      <PageHeader
        title="Settings"
        description="For the whole organization. Every change is recorded in the audit log."
        actions={<LinkButton href={paths.alerts}>All notifications</LinkButton>}
      />
      {can !== true && (
        <Notice intent="info" title="You can look, but not change anything here">
          {can}
        </Notice>
      )}
      <Section title="Alert rules" isCard>
        <RulesForm rules={rules} can={can} save={actions.saveRules} />
      </Section>
      <EmailSection channel={email} {...shared} />
      <WebhookSection channel={webhook} {...shared} />
      <RetentionSection retention={retention} can={can} save={actions.saveRetention} />
      {members && (
        <Section title="Who has which role" isCard>
          <MembersTable members={members} />
        </Section>
      )}
    </Stack>
  );
}
