import { isNameTaken } from "#lib/db/connectors.ts";
import { isUniqueViolation } from "#lib/db/errors.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { nameTaken, readConnectorName } from "../shared/login-form.ts";
import { changedSince, connectorNotFound } from "../shared/refusals.ts";

/** With `expected`, only as long as it is called that. */
type Rename = { connectorId: string; name: string; expected?: string | undefined };

/**
 * Another name, unique in the organization. The folder in the mailboxes is the kind's and stays.
 * @throws Refusal at `name`; `not-found` | `changed-since`
 */
export async function renameConnector(
  context: ServiceContext,
  { connectorId, name: typed, expected }: Rename,
): Promise<string> {
  authorize(context, "change-settings");
  const name = readConnectorName(typed);
  try {
    await changeConnector(context, connectorId, "rename-connector", async (connector, tx) => {
      if (connector.state === "draft") throw connectorNotFound();
      if (expected !== undefined && connector.name !== expected) throw changedSince();
      if (await isNameTaken(tx, connector.tenantId, name, connectorId)) throw nameTaken(name);
      return name === connector.name ? undefined : { name };
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(name) : error;
  }
  return name;
}
