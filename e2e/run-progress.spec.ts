import { expect } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectNoViolation } from "./support/accessible.ts";
import { fact, runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { openLastRun, runNow } from "./support/run-now.ts";
import { addFault, addItems, clearFaults } from "./support/sandbox.ts";
import { test } from "./support/test.ts";

test.describe.configure({ timeout: 300_000 });

test("While a run imports, its page tells how fast, how long still, and when something last happened", async ({
  admin,
  connector,
}) => {
  // Long enough that the page is there while it goes on, also on a machine that is busy.
  await addItems(300);
  await addFault({ fault: "slow", ms: 12_000, request: "graph.messages.create" });
  await visit(admin, paths.connector(connector.connectorId));
  await runNow(admin);
  await openLastRun(admin);
  await expect(fact(admin, "Last activity")).toHaveText(/ago|now/);
  await expect(fact(admin, "Rate")).toHaveText(/^[1-9][\d,]* deliveries a minute$/, { timeout: 60_000 });
  await expect(fact(admin, "Time left")).toHaveText(/^about /);
  await expect(fact(admin, "Mailboxes")).toHaveText(/^\d+ of \d+ done$/);
  await expect(runState(admin)).toHaveText("Running");
  await expectNoViolation(admin, "A run that imports");

  await clearFaults();
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 90_000 });
  await expect(fact(admin, "Rate")).toHaveCount(0);
  await expect(fact(admin, "Time left")).toHaveCount(0);
  await expect(fact(admin, "Import completion time")).toContainText("after");
});
