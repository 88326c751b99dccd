import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { activate, createStage, LOGIN, refusalOf, type Stage } from "../testing/stage.ts";
import { acceptTerms } from "./accept-terms.ts";
import { activateConnector } from "./activate-connector.ts";
import { attestRole } from "./attest-role.ts";
import { checkLogin } from "./check-login.ts";
import { checkSftpLogin } from "./check-sftp-login.ts";
import { chooseMapping } from "./choose-mapping.ts";
import { createDraft } from "./create-draft.ts";
import { getSetup } from "./get-setup.ts";
import { proveConsent } from "./prove-consent.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const PINNED = `SHA256:${"k".repeat(43)}`;
const SECRET = "s3cret-Delivery";
const FORM = {
  name: "Phones by SFTP",
  defaultCountry: "US",
  host: "sftp.example.com",
  port: "22",
  username: "contoso",
  folder: "/out",
  fingerprint: PINNED,
  loginKind: "password" as const,
  password: SECRET,
  privateKey: undefined,
  passphrase: undefined,
};

async function draftOf({ admin }: Stage): Promise<string> {
  const { connectorId } = await createDraft(admin, "att-network");
  await acceptTerms(admin, connectorId);
  return connectorId;
}

async function activated(stage: Stage, name = FORM.name): Promise<string> {
  const connectorId = await draftOf(stage);
  await checkSftpLogin(stage.admin, { connectorId, ...FORM, name });
  await chooseMapping(stage.admin, { connectorId, isAutomatic: true, isCustom: false });
  await proveConsent(stage.admin, connectorId);
  await attestRole(stage.admin, connectorId);
  await activateConnector(stage.admin, connectorId);
  return connectorId;
}

const requireRefusal = async (deed: Promise<unknown>) => {
  const { code, field, offer } = await refusalOf(deed);
  return { code, field, offer };
};

describe("the login step for an SFTP delivery", () => {
  test("keeps what works, and of the secret only that there is one", async () => {
    const stage = createStage(database);
    const connectorId = await draftOf(stage);
    const content = await checkSftpLogin(stage.admin, { connectorId, ...FORM, host: " SFTP.example.com. " });
    expect(content).toEqual({ deliveries: 3, newestDay: "2026-11-21" });
    const settings = await getSetup(stage.admin, connectorId);
    expect(settings).toMatchObject({
      username: "contoso",
      hasPassword: true,
      isSourceValidated: true,
      sftp: { host: "sftp.example.com", port: 22, folder: "/out", fingerprint: PINNED, login: "password" },
    });
    expect(JSON.stringify(settings)).not.toContain(SECRET);
    const { rows } = await database.admin.query(
      `SELECT (SELECT string_agg(a::text, '') FROM audit_entry a WHERE tenant_id = $1) AS audit,
         (SELECT ciphertext FROM connector_secret WHERE tenant_id = $1) AS secret`,
      [stage.tenantId],
    );
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  });

  test("offers the fingerprint that the server presents, and keeps nothing before it is accepted", async () => {
    const stage = createStage(database);
    const connectorId = await draftOf(stage);
    stage.world.sftp = { ok: false, code: "sftp-host-key-unconfirmed", presented: PINNED };
    const asked = checkSftpLogin(stage.admin, { connectorId, ...FORM, fingerprint: "" });
    expect(await requireRefusal(asked)).toEqual({
      code: "sftp-host-key-unconfirmed",
      field: "fingerprint",
      offer: PINNED,
    });
    expect(await getSetup(stage.admin, connectorId)).toMatchObject({ sftp: null, hasPassword: false });
  });

  test.each([
    ["sftp-host-unknown", "host"],
    ["sftp-host-forbidden", "host"],
    ["sftp-connection-refused", "port"],
    ["sftp-unreachable", "host"],
    ["sftp-not-ssh", "port"],
    ["sftp-host-key-changed", "fingerprint"],
    ["sftp-login-refused", "username"],
    ["sftp-key-unreadable", "privateKey"],
    ["sftp-folder-missing", "folder"],
    ["sftp-folder-unreadable", "folder"],
  ] as const)("says %s at the field %s", async (code, field) => {
    const stage = createStage(database);
    const connectorId = await draftOf(stage);
    stage.world.sftp = { ok: false, code, presented: undefined };
    const deed = checkSftpLogin(stage.admin, { connectorId, ...FORM });
    expect(await requireRefusal(deed)).toMatchObject({ code, field });
  });

  test.each([
    [{ host: "sftp://example.com" }, "host"],
    [{ host: "example.com:22" }, "host"],
    [{ host: "" }, "host"],
    [{ port: "0" }, "port"],
    [{ port: "70000" }, "port"],
    [{ port: "ssh" }, "port"],
    [{ username: " " }, "username"],
    [{ fingerprint: "MD5:aa:bb" }, "fingerprint"],
    [{ password: undefined }, "password"],
    [{ loginKind: "key" as const }, "privateKey"],
    [{ name: "" }, "name"],
    [{ defaultCountry: "XX" }, "defaultCountry"],
  ])("refuses %j without asking the server", async (change, field) => {
    const stage = createStage(database);
    const connectorId = await draftOf(stage);
    const deed = checkSftpLogin(stage.admin, { connectorId, ...FORM, ...change });
    expect(await requireRefusal(deed)).toMatchObject({ field });
    expect(stage.world.asked.sftp).toEqual([]);
  });
});

describe("the stored secret", () => {
  test("is kept when none is typed (R16), and sent to no other host, port or user", async () => {
    const stage = createStage(database);
    const connectorId = await activated(stage);
    const blank = { connectorId, ...FORM, password: undefined };
    await checkSftpLogin(stage.admin, { ...blank, folder: "/elsewhere" });
    expect(stage.world.asked.sftp.at(-1)).toMatchObject({
      address: { folder: "/elsewhere" },
      login: { kind: "password", password: SECRET },
    });
    const asked = stage.world.asked.sftp.length;
    for (const change of [{ host: "evil.example" }, { port: "2222" }, { username: "eve" }]) {
      const deed = checkSftpLogin(stage.admin, { ...blank, ...change });
      expect(await requireRefusal(deed)).toMatchObject({ code: "password-missing" });
    }
    expect(stage.world.asked.sftp).toHaveLength(asked);
  });

  test("is replaced by a key with its passphrase, which mends what the connector waited for", async () => {
    const stage = createStage(database);
    const connectorId = await activated(stage);
    await database.admin.query("UPDATE connector SET action_required = 'sftp-login-refused' WHERE id = $1", [
      connectorId,
    ]);
    await checkSftpLogin(stage.admin, {
      connectorId,
      ...FORM,
      loginKind: "key",
      password: undefined,
      privateKey: " -----BEGIN KEY----- ",
      passphrase: "phrase",
    });
    expect(stage.world.asked.sftp.at(-1)?.login).toEqual({
      kind: "key",
      privateKey: "-----BEGIN KEY-----\n",
      passphrase: "phrase",
    });
    const { rows } = await database.admin.query(
      "SELECT action_required AS action, sftp_login AS login FROM connector WHERE id = $1",
      [connectorId],
    );
    expect(rows).toEqual([{ action: null, login: "key" }]);
  });
});

describe("the source", () => {
  test("may change while the connector is a draft, and then never again", async () => {
    const stage = createStage(database);
    const draft = await draftOf(stage);
    await checkSftpLogin(stage.admin, { connectorId: draft, ...FORM, name: "Draft" });
    await checkLogin(stage.admin, { connectorId: draft, ...LOGIN, name: "Draft" });
    expect((await getSetup(stage.admin, draft)).sftp).toBeNull();
    const bySftp = await activated(stage);
    const toArchive = checkLogin(stage.admin, { connectorId: bySftp, ...LOGIN, name: FORM.name });
    expect(await requireRefusal(toArchive)).toMatchObject({ code: "source-fixed" });
    const { connectorId: byArchive } = await activate(stage.admin, "From the archive");
    const toSftp = checkSftpLogin(stage.admin, { connectorId: byArchive, ...FORM, name: "From the archive" });
    expect(await requireRefusal(toSftp)).toMatchObject({ code: "source-fixed" });
  });

  test("that another connector reads already is named", async () => {
    const stage = createStage(database);
    await activated(stage, "The first");
    const draft = await draftOf(stage);
    await checkSftpLogin(stage.admin, { connectorId: draft, ...FORM, name: "The second" });
    expect((await getSetup(stage.admin, draft)).sharesAccountWith).toBe("The first");
    await checkSftpLogin(stage.admin, { connectorId: draft, ...FORM, name: "The second", folder: "/other" });
    expect((await getSetup(stage.admin, draft)).sharesAccountWith).toBeNull();
  });
});
