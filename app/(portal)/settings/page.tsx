import { allowanceOf } from "#components/connector/row-allowance.ts";
import { SettingsView } from "#components/settings/settings-view.tsx";
import { Page } from "#components/ui/page.tsx";
import { Title } from "#components/ui/title.tsx";
import { isAllowed } from "#lib/domain/connector.ts";
import { serviceContext } from "#lib/server.ts";
import { getAlertSettings } from "#lib/services/alert/get-alert-settings.ts";
import { getRetention } from "#lib/services/retention/get-retention.ts";
import { listMembers } from "#lib/services/tenant/list-members.ts";
import {
  saveEmailAction,
  saveRetentionAction,
  saveRulesAction,
  saveWebhookAction,
  sendTestAction,
} from "./settings-actions.ts";

export default async function SettingsPage() {
  const context = await serviceContext();
  const { roles } = context.viewer;
  return (
    <Page>
      <Title>Settings</Title>
      <SettingsView
        settings={await getAlertSettings(context)}
        retention={await getRetention(context)}
        members={isAllowed(roles, "read-audit") ? await listMembers(context) : undefined}
        can={allowanceOf(roles).settings}
        actions={{
          saveRules: saveRulesAction,
          saveRetention: saveRetentionAction,
          saveEmail: saveEmailAction,
          saveWebhook: saveWebhookAction,
          sendTest: sendTestAction,
        }}
      />
    </Page>
  );
}
