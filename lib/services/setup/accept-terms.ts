import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";

/** Keeps who accepted first, and when. @throws Refusal `not-found` */
export async function acceptTerms(context: ServiceContext, connectorId: string): Promise<void> {
  authorize(context, "create");
  await changeConnector(context, connectorId, "accept-terms", (connector) =>
    connector.termsAcceptedAt === null
      ? { termsAcceptedAt: context.world.now(), termsAcceptedBy: context.viewer.name }
      : undefined,
  );
}
