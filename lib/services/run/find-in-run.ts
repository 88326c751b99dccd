import { type FoundItem, findItem, listRunMailboxes, type RunMailbox } from "#lib/db/find-in-run.ts";
import { hasRun } from "#lib/db/run-progress.ts";
import { indexedId } from "#lib/db/listing-rows.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { runNotFound } from "../shared/refusals.ts";

/** What a search word leads to on a run's page: one item, and where its deliveries are, or mailboxes to choose from. */
export type FoundInRun = ({ kind: "item" } & FoundItem) | { kind: "mailboxes"; mailboxes: RunMailbox[] };

const SHOWN_MAILBOXES = 20;

/** An item's whole id, or a part of a mailbox's address or of a person's name. @throws Refusal `not-found` | `nothing-fits` */
export async function findInRun(
  context: ServiceContext,
  { runId, text }: { runId: string; text: string },
): Promise<FoundInRun> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const typed = text.replaceAll("\0", "").trim();
  return context.db.sql(tenantId, async (sql) => {
    if (!(await hasRun(sql, tenantId, runId))) throw runNotFound();
    if (typed === "") throw nothingFits();
    const item = await findItem(sql, { tenantId, runId }, indexedId(typed).short);
    if (item) return { kind: "item", ...item };
    const mailboxes = await listRunMailboxes(sql, { tenantId, runId }, typed, SHOWN_MAILBOXES);
    if (mailboxes.length > 0) return { kind: "mailboxes", mailboxes };
    throw nothingFits();
  });
}

function nothingFits(): Refusal {
  return new Refusal(
    "nothing-fits",
    "No item and no mailbox of this run matches. Enter the whole item ID as the log has it, or a part of a mailbox's address or of a person's name.",
  );
}
