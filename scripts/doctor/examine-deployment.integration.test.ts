import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type LiveStack, startLiveStack } from "#workers/testing/live-stack.ts";

import { examineDeployment } from "./examine-deployment.ts";
import { sftpSecretContext } from "#lib/db/vendor-credentials.ts";
import { formatSftpLogin } from "#lib/domain/source.ts";
import { createEnvelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import { type Finding, printFindings } from "./findings.ts";

let stack: LiveStack;
beforeAll(async () => {
  stack = await startLiveStack(process.env, { SANDBOX_ITEMS: "10" });
  await stack.seed();
});
afterAll(() => stack.close());

function toMend(findings: Finding[]): string[] {
  return findings.filter(({ state }) => state === "mend").map(({ what }) => what);
}

async function examine(change: Record<string, string> = {}): Promise<Finding[]> {
  return examineDeployment({ ...stack.env, ...change });
}

/** What is printed never holds what was given. */
function printed(findings: Finding[]): { code: number; text: string } {
  const lines: string[] = [];
  const code = printFindings(findings, (line) => lines.push(line));
  return { code, text: lines.join("\n") };
}

test("a deployment that works has nothing to mend, and its exit code is 0", async () => {
  const findings = await examine();
  expect(toMend(findings)).toEqual([]);
  const { code, text } = printed(findings);
  expect(code).toBe(0);
  for (const what of [
    "Database role",
    "Migrations",
    "Redis eviction",
    "Blob storage",
    "Envelope keys",
    "Login of connector",
    "Consent",
  ])
    expect(text).toMatch(new RegExp(`✓ ${what}`));
  expect(text).toMatch(/1 stored secrets opened/);
  expect(text, "no worker is running yet: worth a look").toMatch(/! Workers/);
});

test.each([
  ["the owner's role", () => ({ DATABASE_URL: stack.database.adminUrl }), "Database role"],
  [
    "a database that is not there",
    () => ({ DATABASE_URL: "postgresql://mac_app:marked@127.0.0.1:1/x" }),
    "Database",
  ],
  ["a Redis that is not there", () => ({ REDIS_URL: "redis://:marked@127.0.0.1:1" }), "Redis"],
  [
    "another storage key",
    () => ({
      AZURE_STORAGE_CONNECTION_STRING: (stack.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "").replace(
        /AccountKey=[^;]+/,
        `AccountKey=${Buffer.from("marked").toString("base64")}`,
      ),
    }),
    "Blob storage",
  ],
  [
    "other envelope keys",
    () => ({ ENVELOPE_KEYS: `new:${randomBytes(32).toString("base64")}` }),
    "Envelope keys",
  ],
  [
    "other bytes under the same key id",
    () => ({ ENVELOPE_KEYS: `t:${randomBytes(32).toString("base64")}` }),
    "Envelope keys",
  ],
  ["keys that are none", () => ({ ENVELOPE_KEYS: "marked" }), "Envelope keys"],
  ["a vendor that is not there", () => ({ TELEMESSAGE_URL: "http://127.0.0.1:1/x" }), "TeleMessage"],
  ["a Graph that is not there", () => ({ GRAPH_URL: "http://127.0.0.1:1/x" }), "Microsoft Graph"],
  ["a secret that Entra refuses", () => ({ ENTRA_CLIENT_SECRET: "marked" }), "Consent of tenant"],
  ["a variable that is missing", () => ({ TELEMESSAGE_URL: "" }), "Environment"],
] as const)(
  "%s is named with what mends it, without a secret, and the exit code is 1",
  async (_, change, what) => {
    const findings = await examine(change());
    expect(toMend(findings).some((each) => each.startsWith(what))).toBe(true);
    const { code, text } = printed(findings);
    expect(code).toBe(1);
    expect(text).not.toMatch(/marked/);
    expect(text).not.toContain(Buffer.from("marked").toString("base64"));
  },
);

test("a pack whose key was destroyed needs no key, and one that has it does", async () => {
  const { admin } = stack.database;
  await admin.query(
    `INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes)
     SELECT tenant_id, 'kept', 'kept', 'key-of-then', '', 1 FROM tenant`,
  );
  expect(toMend(await examine())).toEqual([]);
  await admin.query("UPDATE pack SET wrapped_key = 'x' WHERE id = 'kept'");
  const findings = await examine();
  expect(toMend(findings)).toEqual(["Envelope keys"]);
  expect(printed(findings).text).toContain("key-of-then");
  await admin.query("DELETE FROM pack WHERE id = 'kept'");
});

test("a table that was opened, and a migration that is missing, are found", async () => {
  const { admin } = stack.database;
  await admin.query("ALTER TABLE pack NO FORCE ROW LEVEL SECURITY");
  const { rows } = await admin.query<{ migration_name: string }>(
    "DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_operations' RETURNING migration_name",
  );
  const findings = await examine();
  expect(toMend(findings)).toEqual(["Migrations", "Row-level security"]);
  expect(printed(findings).text).toContain(rows[0]?.migration_name);
  await admin.query("ALTER TABLE pack FORCE ROW LEVEL SECURITY");
});

test("a withdrawn consent is found", async () => {
  const answer = await fetch(`${stack.sandboxUrl}/control/consent`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ tenant: "contoso", granted: false }),
  });
  expect(answer.ok).toBe(true);
  expect(toMend(await examine()).some((what) => what.startsWith("Consent of tenant"))).toBe(true);
});

test("a login that TeleMessage does not take any more is found", async () => {
  const fault = await fetch(`${stack.sandboxUrl}/control/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ fault: "wrong-password" }),
  });
  expect(fault.ok).toBe(true);
  const findings = await examine();
  await fetch(`${stack.sandboxUrl}/control/faults`, { method: "DELETE" });
  expect(toMend(findings).some((what) => what.startsWith("Login of connector"))).toBe(true);
  expect(printed(findings).text).toMatch(/refused the username or the password/);
});

test("an SFTP delivery's secret is opened as such, and its server is asked", async () => {
  const { admin } = stack.database;
  const { rows } = await admin.query<{ tenant: string; connector: string }>(
    "SELECT tenant_id AS tenant, connector_id AS connector FROM connector_secret",
  );
  const { tenant = "", connector = "" } = rows[0] ?? {};
  const keys = parseEnvelopeKeys(stack.env["ENVELOPE_KEYS"] ?? "", undefined);
  const login = formatSftpLogin({ kind: "password", password: "marked" });
  const sealed = createEnvelope(keys).seal(login, sftpSecretContext(tenant, connector));
  await admin.query(
    `UPDATE connector SET source_kind = 'sftp', sftp_host = '127.0.0.1', sftp_port = 1, sftp_login = 'password',
       sftp_fingerprint = 'SHA256:' || repeat('A', 43)`,
  );
  await admin.query("UPDATE connector_secret SET wrapped_key = $1, ciphertext = $2", [
    sealed.wrappedKey,
    sealed.ciphertext,
  ]);
  const findings = await examine({ SFTP_ALLOW_PRIVATE: "true" });
  expect(toMend(findings)).not.toContain("Envelope keys");
  expect(toMend(findings).filter((what) => what.startsWith("Login of connector"))).toHaveLength(1);
  expect(printed(findings).text).not.toMatch(/marked/);
});
