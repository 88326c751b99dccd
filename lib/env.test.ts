import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { readPortalEnv, readWorkerEnv } from "./env.ts";

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
