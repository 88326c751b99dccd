import { takeCensus } from "#workers/testing/mailbox-census.ts";

import { waitUntil } from "../stack/child.ts";
import type { Project } from "./project.ts";

/** A second import, so large that there is time to disturb it. @returns its number in the tenant */
export async function beginLoad(project: Project, items: number): Promise<number> {
  const answer = await fetch(`${project.sandboxUrl}/control/vendor/items`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account: "contoso-archive", count: items }),
  });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
  const last = Number(await project.sql("SELECT max(number) FROM run"));
  await project.sql("UPDATE connector SET next_run_at = now() WHERE state = 'active'");
  const isThere = async () => Number(await project.sql("SELECT max(number) FROM run")) > last;
  await waitUntil("The next run", isThere, 60);
  return last + 1;
}

export async function settledBeyond(project: Project, number: number, count: number): Promise<void> {
  const settled = `SELECT count(*) FROM delivery d JOIN run r ON r.id = d.run_id
    WHERE r.number = ${number} AND d.state NOT IN ('pending', 'posting')`;
  await waitUntil(`${count} deliveries`, async () => Number(await project.sql(settled)) >= count, 300);
}

export async function runsEnded(project: Project): Promise<void> {
  const open = "SELECT count(*) FROM run WHERE ended_at IS NULL";
  await waitUntil("The end of the run", async () => (await project.sql(open)) === "0", 400);
}

/** Mailboxes and ledger say the same, and nothing is there twice. @returns how many messages that are */
export async function checkLedger(project: Project): Promise<number> {
  const census = await takeCensus(project.sandboxUrl);
  const rows = await project.sql(
    `SELECT coalesce(string_agg(user_id || '/' || encode(import_key, 'hex'), ','), '') FROM delivery
     WHERE state IN ('imported', 'partial', 'duplicate') AND verified_at IS NOT NULL`,
  );
  const ledger = rows
    .split(",")
    .filter((copy) => copy !== "")
    .toSorted();
  if (new Set(census.copies).size !== census.messages) throw new Error("a message is in a mailbox twice");
  if (census.drafts > 0) throw new Error(`${census.drafts} messages are drafts`);
  if (JSON.stringify(ledger) !== JSON.stringify(census.copies))
    throw new Error(
      `the ledger has ${ledger.length} verified deliveries, the mailboxes ${census.messages} messages`,
    );
  const unsettled = await project.sql("SELECT count(*) FROM delivery WHERE state IN ('pending', 'posting')");
  if (unsettled !== "0") throw new Error(`${unsettled} deliveries are unsettled`);
  return census.messages;
}
