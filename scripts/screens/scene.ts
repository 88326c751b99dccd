import { CONNECTOR_KINDS, type ConnectorKindId } from "#lib/domain/connector-kinds.ts";
import { isTerminal } from "#lib/domain/run.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deleteConnector } from "#lib/services/connector/delete-connector.ts";
import { pauseConnector } from "#lib/services/connector/pause-connector.ts";
import { previewMappingFile } from "#lib/services/mapping/preview-mapping-file.ts";
import { getRun } from "#lib/services/run/get-run.ts";
import { listDeliveries } from "#lib/services/run/list-deliveries.ts";
import { startRun } from "#lib/services/run/start-run.ts";
import { acceptTerms } from "#lib/services/setup/accept-terms.ts";
import { activateConnector } from "#lib/services/setup/activate-connector.ts";
import { attestRole } from "#lib/services/setup/attest-role.ts";
import { checkLogin } from "#lib/services/setup/check-login.ts";
import { chooseMapping } from "#lib/services/setup/choose-mapping.ts";
import { createDraft } from "#lib/services/setup/create-draft.ts";
import { VENDOR_PASSWORD } from "#sandbox/world.ts";
import { waitUntil } from "../stack/child.ts";

/** What pictures are taken of, by id. */
export type Scene = {
  connectorId: string;
  runId: string;
  deliveryId: string;
  draftId: string;
  deletedId: string;
  /** Had its first import, and no other one. */
  createdId: string;
  /** A first import that goes on for some minutes. */
  running: { connectorId: string; runId: string };
};

const FILE = [
  "External User ID,Microsoft 365 User Mailbox,Valid from,Valid to",
  "12125550142,ada.lovelace@contoso.com,,2026-06-01",
  "12125550142,alan.turing@contoso.com,2026-06-01,",
  "4.41E+11,grace.hopper@contoso.com,,",
  "",
].join("\n");

/** Some hundred messages, four at a time in each mailbox, are then under way for a few minutes. */
const SLOW_MS = 12_000;

/** An organization in which every screen has something to show: the demo's, some time later. */
export async function playScene(
  context: ServiceContext,
  sandboxUrl: string,
  first: { connectorId: string; runId: string },
): Promise<Scene> {
  await ended(context, first.runId);
  const deletedId = await add(context, "verizon-network", "Verizon phones of the old plant");
  await deleteConnector(context, { connectorId: deletedId, typedName: "Verizon phones of the old plant" });
  const paused = await add(context, "bell-network", "Bell phones of Canada");
  await pauseConnector(context, paused);
  const createdId = await add(context, "whatsapp", "WhatsApp of the sales team");
  const draftId = await draft(context, "o2-network", "O2 phones of Britain");
  await attestRole(context, draftId);

  const running = await addRunning(context, sandboxUrl);

  const stream = pieces(FILE);
  await previewMappingFile(context, { connectorId: first.connectorId, fileName: "new-staff.csv", stream });
  await addFault(sandboxUrl, { fault: "wrong-password" });
  const { runId } = await startRun(context, first.connectorId);
  await ended(context, runId);
  const { rows } = await listDeliveries(context, { runId: first.runId });
  return { ...first, deliveryId: rows[0]?.deliveryId ?? "", draftId, deletedId, createdId, running };
}

/** A connector whose first import has begun to fill mailboxes, each message of which takes its time. */
async function addRunning(context: ServiceContext, sandboxUrl: string): Promise<Scene["running"]> {
  await addFault(sandboxUrl, { fault: "slow", ms: SLOW_MS, request: "graph.messages.create" });
  const connectorId = await draft(context, "signal", "Signal of the board");
  await attestRole(context, connectorId);
  const { runId } = await activateConnector(context, connectorId);
  await waitUntil("A first message", async () => (await getRun(context, runId)).deliveries.imported > 0);
  return { connectorId, runId };
}

async function addFault(sandboxUrl: string, fault: Record<string, unknown>): Promise<void> {
  await fetch(`${sandboxUrl}/control/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
}

async function ended(context: ServiceContext, runId: string): Promise<void> {
  await waitUntil("The run", async () => isTerminal((await getRun(context, runId)).state));
}

async function draft(context: ServiceContext, wanted: string, name: string): Promise<string> {
  const { connectorId } = await createDraft(context, kindOf(wanted));
  await acceptTerms(context, connectorId);
  const username = "contoso-archive";
  await checkLogin(context, { connectorId, name, username, password: VENDOR_PASSWORD, defaultCountry: "US" });
  await chooseMapping(context, { connectorId, isAutomatic: true, isCustom: false });
  return connectorId;
}

/** A connector with its first import behind it. */
async function add(context: ServiceContext, kind: string, name: string): Promise<string> {
  const connectorId = await draft(context, kind, name);
  await attestRole(context, connectorId);
  const { runId } = await activateConnector(context, connectorId);
  await ended(context, runId);
  return connectorId;
}

function kindOf(wanted: string): ConnectorKindId {
  const kind = CONNECTOR_KINDS.find(({ id }) => id === wanted) ?? CONNECTOR_KINDS[0];
  if (!kind) throw new Error("There is no kind of connector");
  return kind.id;
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
