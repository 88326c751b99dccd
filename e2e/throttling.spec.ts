import { expect } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { count, runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { openLastRun, runNow } from "./support/run-now.ts";
import { addFault, addItems, clearFaults, countArchived } from "./support/sandbox.ts";
import { test } from "./support/test.ts";
import { createConnector, uniqueName } from "./support/wizard.ts";

test("A run that Microsoft slows down says until when it waits, and ends by itself", async ({ admin }) => {
  const name = uniqueName("Slowed down");
  const before = await countArchived();
  await addFault({ fault: "throttle", request: "graph.messages.create", retryAfter: 20 });
  await createConnector(admin, name);
  await admin.getByRole("link", { name: "Watch the first import" }).click();

  const notice = admin.getByRole("status").filter({ hasText: "The mail service asked to slow down" });
  await expect(notice).toContainText(
    /goes on by itself at \d+:\d\d [AP]M \w+ \(in \d+ s\)\. Waiting loses nothing\./,
    { timeout: 60_000 },
  );
  await expect(runState(admin)).toHaveText("Waiting");
  await expect(notice.getByRole("time").first()).toHaveAttribute(
    "title",
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
  );
  expect(await count(admin, "Items imported successfully")).toBe(0);

  await clearFaults();
  await expect(runState(admin)).toHaveText("Completed with issues", { timeout: 60_000 });
  await expect(notice).toHaveCount(0);
  await expect(admin.getByRole("table", { name: "Outcomes by reason" })).not.toContainText("slow down");
  const imported =
    (await count(admin, "Items imported successfully")) + (await count(admin, "Items partially imported"));
  expect((await countArchived()) - before).toBe(imported);
  expect(await count(admin, "Read back and verified")).toBe(imported);
});

test("A run that TeleMessage does not answer says so, and carries on when it does", async ({
  admin,
  connector,
}) => {
  // Journeys of other connectors have left items for this one.
  await visit(admin, paths.connector(connector.connectorId));
  await runNow(admin);
  await openLastRun(admin);
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 60_000 });
  const before = await countArchived();
  await addItems(10);
  await addFault({ fault: "vendor-down" });
  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("button", { name: "Run now" }).click();
  await expect(runState(admin)).toHaveText("Retrying", { timeout: 30_000 });
  await admin.getByRole("link", { name: "Open the run" }).click();
  await expect(admin.getByRole("status").filter({ hasText: "TeleMessage does not answer." })).toContainText(
    "Trying again at",
  );
  await clearFaults();
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 60_000 });
  expect(await count(admin, "Items available from source")).toBe(10);
  expect((await countArchived()) - before).toBe(await count(admin, "Items imported successfully"));
});
