import { expect } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { dialog, row } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { test } from "./support/test.ts";
import { reachMapping, step, uniqueName } from "./support/wizard.ts";

test("The prerequisites are a checklist that this browser remembers, for each kind by itself", async ({
  admin,
}) => {
  const order = () => admin.getByRole("checkbox", { name: "Order the archive service from TeleMessage" });
  const role = () => admin.getByRole("checkbox", { name: /^Have the Mailbox Import Export role/ });
  await visit(admin, paths.product("verizon-network"));
  await expect(admin.getByRole("checkbox")).toHaveCount(6);
  for (const box of await admin.getByRole("checkbox").all()) await expect(box).not.toBeChecked();
  await order().check();
  await role().press("Space");
  await expect(role()).toBeChecked();

  await admin.reload();
  await expect(order()).toBeChecked();
  await expect(role()).toBeChecked();
  await order().uncheck();
  await visit(admin, paths.product("verizon-network"));
  await expect(order()).not.toBeChecked();
  await expect(role()).toBeChecked();

  await visit(admin, paths.product("wechat"));
  await expect(admin.getByRole("checkbox", { name: "Install WeCom on the phones" })).not.toBeChecked();
  await expect(role()).not.toBeChecked();
});

test("A setup that is not finished is resumed and discarded from the menu of its line", async ({
  admin,
  pageOf,
}) => {
  const name = uniqueName("Setup with a menu");
  await reachMapping(admin, name);
  const openMenu = async () => {
    await visit(admin, paths.connectors);
    await expect(row(admin, name)).toContainText("Setup not finished");
    await admin.getByRole("button", { name: `More actions for ${name}` }).click();
  };
  await openMenu();
  await admin.getByRole("menuitem", { name: "Resume setup" }).click();
  await expect(step(admin, "User mapping")).toBeVisible();

  // Whoever may not create connectors is told so, and discards nothing.
  const operator = await pageOf("operator");
  await visit(operator, paths.connectors);
  await operator.getByRole("button", { name: `More actions for ${name}` }).click();
  const refused = operator.getByRole("menuitem", { name: /^Discard/ });
  await expect(refused).toHaveAttribute("aria-disabled", "true");
  await expect(refused).toContainText("Your role (Connector.Operator) does not allow this.");

  await openMenu();
  await admin.getByRole("menuitem", { name: "Discard" }).click();
  const question = dialog(admin, "Discard this setup?");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(row(admin, name)).toContainText("Setup not finished");
  await admin.getByRole("button", { name: `More actions for ${name}` }).click();
  await admin.getByRole("menuitem", { name: "Discard" }).click();
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(row(admin, name)).toHaveCount(0);
  await admin.reload();
  await expect(row(admin, name)).toHaveCount(0);
});
