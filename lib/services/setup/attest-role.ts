import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { requireStep } from "../shared/require-step.ts";

/**
 * The admin vouches for the Mailbox Import Export role, which Exchange Online shows in its PowerShell alone: once in
 * the wizard, and later as often as another admin takes over. Source: decisions, "The role is attested".
 * @throws Refusal `not-found` | `step-not-reached`
 */
export async function attestRole(context: ServiceContext, connectorId: string): Promise<void> {
  authorize(context, "change-settings");
  await changeConnector(context, connectorId, "attest-role", async (connector, tx) => {
    await requireStep(tx, connector, "admin-consent");
    if (connector.state === "draft" && connector.roleCheckState !== "unchecked") return undefined;
    const { name } = context.viewer;
    return { roleCheckState: "attested", roleCheckedBy: name, roleCheckedAt: context.world.now() };
  });
}
