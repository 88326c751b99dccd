import type { SendAlert } from "#lib/adapters/alerts/sender.ts";
import { alertSecretContext, listChannels } from "#lib/db/alert-channels.ts";
import {
  claimAlertMessage,
  type ClaimedMessage,
  noteNotSent,
  noteSent,
  sweepAlertMessages,
} from "#lib/db/alert-outbox.ts";
import { sweepAlerts, watchAlerts } from "#lib/db/alert-watch.ts";
import type { Db } from "#lib/db/client.ts";
import { openChannelOf } from "#lib/db/open-channel.ts";
import { readWorkerHealth } from "#lib/db/worker-processes.ts";
import type { SendResult } from "#lib/domain/alert-channel.ts";
import type { Envelope } from "#lib/envelope.ts";
import type { Log } from "#lib/log.ts";
import { forEachBounded } from "#lib/pipeline/bounded.ts";

/** Whoever keeps an eye on the rows: every worker, and the portal while there is none. */
export type AlertWatcher = {
  /** Raises and resolves what is due to be looked at, and sends what is due to be sent. Repeating it is harmless. */
  pass(): Promise<void>;
  /** The same, while no worker does it: who else would tell that none is alive? */
  passInPlaceOfWorkers(): Promise<void>;
};

type WatcherWorld = { db: Db; envelope: Envelope; send: SendAlert; log: Log };

/** A minute, two, four, up to an hour; thirty tries take a day. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;
const MOST_TRIES = 30;
const MESSAGES_A_PASS = 20;
/** One that is slow to answer keeps few others waiting. */
const TENANTS_AT_ONCE = 8;

export function createAlertWatcher(world: WatcherWorld): AlertWatcher {
  const { db } = world;
  const pass = async () => {
    const looked = await sweepAlerts(db);
    await forEachBounded(
      looked,
      TENANTS_AT_ONCE,
      bearing(world, (tenantId) => watchAlerts(db, tenantId)),
    );
    const due = await sweepAlertMessages(db);
    await forEachBounded(
      due,
      TENANTS_AT_ONCE,
      bearing(world, (tenantId) => sendDue(world, tenantId)),
    );
  };
  return {
    pass,
    async passInPlaceOfWorkers() {
      const { workersAlive } = await readWorkerHealth(db);
      if (workersAlive === 0) await pass();
    },
  };
}

/** One organization's trouble is not the others': they are looked after all the same. */
function bearing(
  { log }: WatcherWorld,
  work: (tenantId: string) => Promise<unknown>,
): (tenantId: string) => Promise<void> {
  return async (tenantId) => {
    try {
      await work(tenantId);
    } catch (error) {
      log.error("The alerts of an organization could not be looked after", {
        tenantId,
        fault: error instanceof Error ? error.name : "unknown",
      });
    }
  };
}

/** A server that does not take one message now is not asked to take the next ones. */
async function sendDue(world: WatcherWorld, tenantId: string): Promise<void> {
  for (let sent = 0; sent < MESSAGES_A_PASS; sent += 1) {
    const message = await claimAlertMessage(world.db, tenantId);
    if (!message || !(await sendOne(world, tenantId, message))) return;
  }
}

/** @returns whether the next one may be sent */
async function sendOne(world: WatcherWorld, tenantId: string, message: ClaimedMessage): Promise<boolean> {
  const { db, log } = world;
  const result = await resultOf(world, tenantId, message);
  if (result.ok) {
    await noteSent(
      db,
      tenantId,
      message.id,
      result.refused.length > 0 ? "some-recipients-refused" : undefined,
    );
    return true;
  }
  const isOver = result.code === "channel-off" || message.attempts >= MOST_TRIES;
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (message.attempts - 1));
  await noteNotSent(db, tenantId, message.id, result.code, isOver ? undefined : waitMs);
  if (result.code === "channel-off") return true;
  log.warn("An alert could not be sent", { tenantId, code: result.code });
  return false;
}

async function resultOf(
  { db, envelope, send }: WatcherWorld,
  tenantId: string,
  { id, channel, createdAt, alerts }: ClaimedMessage,
): Promise<SendResult> {
  const channels = await db.tenant(tenantId, (tx) => listChannels(tx, tenantId));
  const stored = channels.find((each) => each.channel === channel);
  if (!stored?.isOn) return { ok: false, code: "channel-off" };
  const context = alertSecretContext(tenantId, channel);
  const open = await openChannelOf(stored, async (sealed) => envelope.open(sealed, context));
  if (!open) return { ok: false, code: "secret-missing" };
  return send(open, { id, createdAt: createdAt.toISOString(), portalUrl: stored.portalUrl, alerts });
}
