import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { downloadCsv } from "./support/csv.ts";
import { count, dialog, fact, row, runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { addFault, addItems, clearFaults, countArchived } from "./support/sandbox.ts";
import { test } from "./support/test.ts";
import { openLastRun, runNow } from "./support/run-now.ts";
import { createConnector, reachMapping, uniqueName } from "./support/wizard.ts";

test("The list is searched, sorted and filtered, and its address remembers how", async ({
  admin,
  connector,
}) => {
  const draft = uniqueName("Another setup");
  await reachMapping(admin, draft);
  await visit(admin, paths.connectors);
  const names = () => admin.getByRole("row").getByRole("link", { name: /^(Another setup|Field phones) / });

  await admin.getByRole("searchbox", { name: "Search connectors" }).fill(connector.name);
  await expect(row(admin, connector.name)).toBeVisible();
  await expect(row(admin, draft)).toHaveCount(0);
  await expect(admin).toHaveURL(`${paths.connectors}?q=${connector.name.replaceAll(" ", "+")}`);
  await admin.getByRole("searchbox", { name: "Search connectors" }).fill("there is none of this name");
  await expect(admin.getByRole("heading", { name: "No connector matches" })).toBeVisible();
  await admin.getByRole("searchbox", { name: "Search connectors" }).fill("");

  await admin.getByRole("combobox", { name: "State" }).selectOption("Setup not finished");
  await expect(row(admin, draft)).toBeVisible();
  await expect(row(admin, connector.name)).toHaveCount(0);
  await admin.reload();
  await expect(row(admin, draft)).toBeVisible();
  await expect(row(admin, connector.name)).toHaveCount(0);
  await visit(admin, paths.connectors);

  await expect(names().first()).toHaveText(/^Another setup/);
  await admin.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(admin).toHaveURL(`${paths.connectors}?order=descending`);
  await expect(names().first()).toHaveText(/^Field phones/);
  await admin.reload();
  await expect(names().first()).toHaveText(/^Field phones/);
  await expect(admin.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
});

test("A paused connector runs no import, and says why not", async ({ admin, connector }) => {
  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("button", { name: "Pause" }).click();
  await expect(runState(admin)).toHaveText("Paused");
  const run = admin.getByRole("button", { name: "Run now" });
  await expect(run).toBeDisabled();
  await run.focus();
  await expect(run).toHaveAccessibleDescription("The connector is paused. Resume it first.");
  await expect(fact(admin, "Next run")).toHaveText("Not while it is paused");

  await visit(admin, paths.connectors);
  await expect(row(admin, connector.name)).toContainText("Paused");
  await admin.getByRole("checkbox", { name: `Select ${connector.name}` }).check();
  await expect(admin.getByRole("button", { name: "Run now" })).toBeDisabled();
  await admin.getByRole("button", { name: "Resume" }).click();
  await expect(row(admin, connector.name)).toContainText("Healthy");
  await expect(admin.getByRole("button", { name: "Run now" })).toBeEnabled();
});

test("Run now imports what is new, and nothing twice", async ({ admin, connector }) => {
  const before = await countArchived();
  const runs = admin.getByRole("table", { name: "Runs" }).getByRole("row");
  await visit(admin, paths.connector(connector.connectorId, "runs"));
  await expect(runs).not.toHaveCount(0);
  const earlier = await runs.count();
  await addItems(40);
  await visit(admin, paths.connector(connector.connectorId));
  await runNow(admin);
  await openLastRun(admin);
  await expect(fact(admin, "Started by")).toHaveText("Run now");
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 60_000 });
  expect(await count(admin, "Items available from source")).toBe(40);
  await expect(admin.getByText(/more were listed again, in the overlap with the run before/)).toBeVisible();
  const imported = await importedIn(admin);
  expect(imported).toBeGreaterThan(0);
  expect((await countArchived()) - before).toBe(imported);

  await visit(admin, paths.connector(connector.connectorId));
  await runNow(admin);
  await openLastRun(admin);
  await expect(runState(admin)).toHaveText("Completed", { timeout: 60_000 });
  expect(await count(admin, "Items available from source")).toBe(0);
  expect((await countArchived()) - before).toBe(imported);

  await visit(admin, paths.connector(connector.connectorId, "runs"));
  await expect(runs).toHaveCount(earlier + 2);
});

test("A cancelled run keeps what it did, and the next one imports the rest", async ({ admin }) => {
  const before = await countArchived();
  // A name that a spreadsheet would run.
  const name = uniqueName("=Cancelled");
  await addFault({ fault: "slow", ms: 2500, request: "graph.messages.create" });
  const { connectorId } = await createConnector(admin, name);
  await admin.getByRole("link", { name: "Watch the first import" }).click();
  await expect
    .poll(() => count(admin, "Items imported successfully"), { timeout: 60_000 })
    .toBeGreaterThan(0);

  await admin.getByRole("button", { name: "Cancel run" }).click();
  await dialog(admin, "Cancel this run?").getByRole("button", { name: "Let it run" }).click();
  await expect(runState(admin)).toHaveText("Running");
  await admin.getByRole("button", { name: "Cancel run" }).click();
  await dialog(admin, "Cancel this run?").getByRole("button", { name: "Cancel the run" }).click();
  await expect(admin.getByText("Cancelling", { exact: true })).toBeVisible();
  await expect(runState(admin)).toHaveText("Cancelled", { timeout: 30_000 });
  await clearFaults();
  await expect(admin.getByRole("button", { name: "Cancel run" })).toHaveCount(0);
  await expect(admin.getByText("Does not balance")).toHaveCount(0);
  const kept = await importedIn(admin);
  const cancelled = admin.url();
  await expect(admin.getByRole("table", { name: "Outcomes by reason" })).toContainText(
    "An admin cancelled the run.",
  );
  // What had been sent and not been answered when the run ended has failed, and may have arrived all the same.
  expect((await countArchived()) - before).toBeGreaterThanOrEqual(kept);

  const log = await downloadCsv(admin, admin.getByRole("link", { name: "Download log" }));
  expect(logFacts(log.records)).toMatchObject({ State: "cancelled", Connector: `'${name}` });

  await visit(admin, paths.connector(connectorId));
  await runNow(admin);
  await openLastRun(admin);
  await expect(runState(admin)).toHaveText("Completed with issues", { timeout: 60_000 });
  const imported = await importedIn(admin);
  // What the cancelled run had not read back yet is accounted for by the run that finished it.
  await admin.goto(cancelled);
  await expect(runState(admin)).toHaveText("Cancelled");
  const stayed = await importedIn(admin);
  expect(stayed).toBeLessThanOrEqual(kept);
  expect((await countArchived()) - before).toBe(stayed + imported);
});

test("A run's log has Microsoft's columns, and agrees with the screen", async ({ admin, connector }) => {
  await visit(admin, paths.run(connector.connectorId, connector.runId));
  const log = await downloadCsv(admin, admin.getByRole("link", { name: "Download log" }));
  expect(log.fileName).toBe(`${connector.jobId}.csv`);
  expect(log.text.startsWith("\ufeffImport completion time,Items available from source,")).toBe(true);
  const facts = logFacts(log.records);
  for (const name of [
    "Items available from source",
    "Items available for import",
    "Items imported successfully",
    "Items partially imported",
    "Items skipped",
    "Items failed",
    "Items pending",
  ]) {
    expect(facts[name], name).toBe(String(await count(admin, name)));
  }
  const [, , header = [], ...lines] = log.records;
  expect(header.slice(0, 4)).toEqual(["Item id", "Source User ID", "M365 User ID", "Failure Reason"]);
  const outcome = header.indexOf("Outcome");
  const failed = lines.filter((line) => line[outcome] === "Failed");
  expect(failed).toHaveLength(await count(admin, "Items failed"));
  expect(failed.every((line) => line[3] !== "" && line[header.indexOf("What to do")] !== "")).toBe(true);
  for (const cell of log.records.flat()) expect(cell).not.toMatch(/^[=+\-@]/);
});

async function importedIn(page: Page): Promise<number> {
  return (await count(page, "Items imported successfully")) + (await count(page, "Items partially imported"));
}

/** The log's first block: names above values. */
function logFacts(records: string[][]): Record<string, string> {
  const [names = [], values = []] = records;
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
}
