import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { readMigrationEnv, readPortalEnv, readWorkerEnv } from "./env.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "secrets-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const COMPLETE = {
  DATABASE_URL: "postgresql://mac_app:secret@localhost:5432/mobile_archive",
  REDIS_URL: "redis://localhost:6379",
  AZURE_STORAGE_CONNECTION_STRING: "UseDevelopmentStorage=true",
  ENVELOPE_KEYS: "k1:AAAA",
  ENTRA_CLIENT_ID: "5a9d6a8e-1f6b-4c55-9a53-2f0d4b7c1e10",
  ENTRA_CLIENT_SECRET: "secret",
  TELEMESSAGE_URL: "https://archive.example",
  NEXTAUTH_URL: "https://portal.example",
  NEXTAUTH_SECRET: "0123456789abcdef",
};

test("an environment that names what is needed is read, the rest by default", () => {
  expect(readPortalEnv(COMPLETE)).toMatchObject({
    GRAPH_URL: "https://graph.microsoft.com",
    ENTRA_TENANT: "organizations",
  });
  expect(readWorkerEnv(COMPLETE)).toMatchObject({
    UNKNOWN_OUTCOME_WAIT_MS: 30_000,
    STALE_SECONDS: 30,
    DATABASE_POOL: 10,
  });
});

test("everything that is missing is named at once, and no value is quoted", () => {
  const broken = {
    ...COMPLETE,
    DATABASE_URL: "marked-secret",
    TELEMESSAGE_URL: undefined,
    NEXTAUTH_SECRET: "marked",
  };
  const read = () => readPortalEnv(broken);
  for (const name of ["DATABASE_URL", "TELEMESSAGE_URL", "NEXTAUTH_SECRET"]) expect(read).toThrow(name);
  expect(read).not.toThrow(/marked/);
});

test("the portal need not know where the originals are, and a worker has to", () => {
  const { AZURE_STORAGE_CONNECTION_STRING: _, ...others } = COMPLETE;
  expect(Object.keys(readPortalEnv(COMPLETE)).join()).not.toMatch(/AZURE|STAGING/);
  expect(() => readPortalEnv(others)).not.toThrow();
  expect(() => readWorkerEnv(others)).toThrow("AZURE_STORAGE_CONNECTION_STRING");
});

test("an empty variable counts as absent", () => {
  expect(readWorkerEnv({ ...COMPLETE, LANE_CONCURRENCY: "" }).LANE_CONCURRENCY).toBe(48);
});

test("every variable is explained in .env.example", () => {
  const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
  const names = Object.keys({ ...readPortalEnv(COMPLETE), ...readWorkerEnv(COMPLETE) });
  for (const name of names) expect(example, name).toMatch(new RegExp(`^${name}=`, "m"));
});

test("an IMAP destination needs its server and credential, and encryption beyond this machine", () => {
  const imap = { ...COMPLETE, MAILBOX_DESTINATION: "imap" };
  for (const name of ["IMAP_HOST", "IMAP_MASTER_USER", "IMAP_MASTER_PASSWORD"])
    expect(() => readWorkerEnv(imap)).toThrow(name);
  const master = { IMAP_MASTER_USER: "archive", IMAP_MASTER_PASSWORD: "marked" };
  const remote = { ...imap, ...master, IMAP_HOST: "mail.example.com" };
  expect(readWorkerEnv(remote)).toMatchObject({ IMAP_SECURITY: "implicit", IMAP_MASTER_SEPARATOR: "*" });
  expect(() => readWorkerEnv({ ...remote, IMAP_SECURITY: "none" })).toThrow("IMAP_SECURITY");
  expect(readWorkerEnv({ ...imap, IMAP_HOST: "mail.example.com", IMAP_AUTH: "xoauth2" })).toMatchObject({
    IMAP_TOKEN_SCOPE: "https://outlook.office365.com/.default",
  });
});

test("a secret may stand in a file: its variable with _FILE names it, and the last line end is not part of it", () => {
  const { NEXTAUTH_SECRET: secret, ...others } = COMPLETE;
  const env = readPortalEnv({ ...others, NEXTAUTH_SECRET_FILE: fileWith("secret", `${secret}\n`) });
  expect(env.NEXTAUTH_SECRET).toBe(secret);
  const database = fileWith("database", COMPLETE.DATABASE_URL);
  expect(readMigrationEnv({ DATABASE_ADMIN_URL_FILE: database, DATABASE_URL_FILE: database })).toEqual({
    DATABASE_ADMIN_URL: COMPLETE.DATABASE_URL,
    DATABASE_URL: COMPLETE.DATABASE_URL,
  });
});

test("an empty file counts as an absent variable", () => {
  const env = readWorkerEnv({ ...COMPLETE, ENTRA_CLIENT_CERTIFICATE_FILE: fileWith("empty", "\n") });
  expect(env.ENTRA_CLIENT_CERTIFICATE).toBeUndefined();
});

test("a file that cannot be read, or that stands beside its variable, is named and not guessed about", () => {
  const { NEXTAUTH_SECRET: secret, ...others } = COMPLETE;
  expect(() => readPortalEnv({ ...others, NEXTAUTH_SECRET_FILE: join(folder, "absent") })).toThrow(
    /NEXTAUTH_SECRET_FILE: its file cannot be read/,
  );
  expect(() => readPortalEnv({ ...COMPLETE, NEXTAUTH_SECRET_FILE: fileWith("both", secret) })).toThrow(
    /NEXTAUTH_SECRET: stands beside NEXTAUTH_SECRET_FILE/,
  );
});
