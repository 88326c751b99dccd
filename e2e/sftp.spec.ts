import { expect, type Page } from "@playwright/test";
import { manifestOf, zipOf } from "#scripts/delivery/zip-of.ts";
import { readSandboxMails } from "#scripts/delivery/sandbox-mails.ts";
import { writeDelivery } from "#scripts/delivery/write-delivery.ts";
import { SFTP_PASSWORD, SFTP_USER } from "#scripts/stack/sshd.ts";
import { expectAccessible } from "./support/accessible.ts";
import { fact, runState } from "./support/parts.ts";
import { ready } from "./support/ready.ts";
import { SANDBOX_URL } from "./support/sandbox.ts";
import { test } from "./support/test.ts";
import {
  acceptTerms,
  beginSetup,
  fillLogin,
  finish,
  next,
  passConsent,
  step,
  uniqueName,
  validateConnection,
} from "./support/wizard.ts";

const { SFTP_PORT = "", SFTP_FOLDER = "", SFTP_FINGERPRINT = "" } = process.env;
const HOUR_MS = 60 * 60 * 1000;

// Colours on their way from one theme to the next are nobody's choice.
test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

const box = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
const password = (page: Page) => page.locator('input[type="password"][name="password"]');

/** What the form answers at a field, after Validate connection. */
async function expectRefused(page: Page, field: string, answer: RegExp): Promise<void> {
  await validateConnection(page);
  await expect(box(page, field)).toHaveAccessibleDescription(answer);
}

test("An admin connects an SFTP delivery, is told precisely what is wrong on the way, and sees what it lacks", async ({
  admin: page,
}) => {
  const name = uniqueName("Phones by SFTP");
  await beginSetup(page);
  await acceptTerms(page);

  await test.step("chooses the SFTP delivery, and is asked for what it takes", async () => {
    await fillLogin(page, { name });
    await page.getByRole("radio", { name: /^SFTP delivery/ }).check();
    await expectRefused(page, "Host", /Enter the host alone/);
    await box(page, "Host").fill("no-such-host.invalid");
    await box(page, "Port").fill("1");
    await box(page, "Folder").fill("/no/such/folder");
    await box(page, "Username").fill(SFTP_USER);
    await password(page).fill("not the password");
    await expectRefused(page, "Host", /no host called no-such-host\.invalid/);
    await box(page, "Host").fill("127.0.0.1");
    await expectRefused(page, "Port", /refuses connections at port 1\b/);
    await box(page, "Port").fill(SFTP_PORT);
  });

  await test.step("compares the fingerprint that the server presents, before any credentials are sent", async () => {
    await box(page, "Host-key fingerprint").fill(`SHA256:${"A".repeat(43)}`);
    await expectRefused(page, "Host-key fingerprint", /not the fingerprint of the server's host key/);
    await box(page, "Host-key fingerprint").fill("");
    await expectRefused(page, "Host-key fingerprint", /Compare it with the fingerprint/);
    await expect(page.getByText(`The server presented ${SFTP_FINGERPRINT}.`)).toBeVisible();
    await expectAccessible(page, "Login by SFTP, with a fingerprint to compare");
    await page.getByRole("button", { name: "Accept this fingerprint" }).click();
    await expect(box(page, "Host-key fingerprint")).toHaveValue(SFTP_FINGERPRINT);
  });

  await test.step("is told of a wrong password, an unreadable key and a missing folder", async () => {
    await expectRefused(page, "Username", /refused the login/);
    await page.getByRole("radio", { name: "Private key" }).check();
    await box(page, "Private key").fill("no key at all");
    await validateConnection(page);
    await expect(page.getByText(/private key cannot be read/)).toBeVisible();
    await page.getByRole("radio", { name: "Password" }).check();
    await password(page).fill(SFTP_PASSWORD);
    await expectRefused(page, "Folder", /\/no\/such\/folder does not exist/);
  });

  await test.step("connects: first to a folder that is still empty, then to one with a delivery", async () => {
    await box(page, "Folder").fill(SFTP_FOLDER);
    await validateConnection(page);
    await expect(page.getByText("The folder holds no delivery yet", { exact: false })).toBeVisible();
    await deliver();
    await validateConnection(page);
    await expect(page.getByText(/The folder holds 1 delivery, the newest of/)).toBeVisible();
    await expect(password(page)).toHaveValue("");
    await expectAccessible(page, "Login by SFTP, connected");
    await next(page);
  });

  await test.step("reviews it", async () => {
    await expect(step(page, "User mapping")).toBeVisible();
    await next(page);
    await passConsent(page);
    for (const [term, value] of [
      ["Source", "SFTP delivery"],
      ["Host", `127.0.0.1, port ${SFTP_PORT}`],
      ["Folder", SFTP_FOLDER],
      ["Host-key fingerprint", SFTP_FINGERPRINT],
      ["Password", "Stored, write-only"],
    ] as const) {
      await expect(fact(page, term)).toHaveText(value);
    }
    await expectAccessible(page, "Review of an SFTP delivery");
  });

  await test.step("sees the messages imported, and what the delivery lacks named", async () => {
    await finish(page, name);
    await page.getByRole("link", { name: "Watch the first import" }).click();
    await page.waitForURL(/\/runs\//);
    await expect(runState(page)).toHaveText("Completed with issues", { timeout: 90_000 });
    await expect(page.getByRole("heading", { name: "Findings" })).toBeVisible();
    const findings = page.getByRole("table", { name: "Findings" });
    await expect(findings).toContainText(
      "The manifest's count differs from the number of e-mails in the file.",
    );
    await expect(findings).toContainText("never-sent.eml");
    await ready(page);
    await expectAccessible(page, "A run with findings");
  });

  await test.step("rotates the credentials, and keeps the old ones where the new ones do not work", async () => {
    const [, connectorId = ""] = /connectors\/([0-9a-f-]{36})/.exec(page.url()) ?? [];
    await page.goto(`/data-connectors/connectors/${connectorId}?tab=settings`);
    await ready(page);
    await page.getByRole("button", { name: "Change credentials" }).click();
    await expect(page.getByRole("radio", { name: /^SFTP delivery/ })).toHaveCount(0);
    await password(page).fill("another, wrong");
    await page.getByRole("button", { name: "Validate connection and save" }).click();
    await expect(page.getByText(/The server refused the login/)).toBeVisible();
    await password(page).fill(SFTP_PASSWORD);
    await page.getByRole("button", { name: "Validate connection and save" }).click();
    await expect(page.getByText(/Connected to 127\.0\.0\.1/)).toBeVisible();
  });
});

/** Yesterday's file, whose manifest names one e-mail more than there is. */
async function deliver(): Promise<void> {
  const mails = await readSandboxMails(SANDBOX_URL, 40);
  const modifiedAt = new Date(Date.now() - 10 * HOUR_MS);
  const manifest = manifestOf([...mails, { name: "never-sent.eml", bytes: Buffer.alloc(0) }]);
  const day = modifiedAt.toISOString().slice(0, 10);
  writeDelivery(SFTP_FOLDER, { day, modifiedAt }, await zipOf(mails, { manifest }));
}
