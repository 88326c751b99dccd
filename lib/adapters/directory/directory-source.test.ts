import { afterAll, beforeAll, expect, test } from "vitest";

import { createHttp } from "#lib/http.ts";
import type { DirectoryPage } from "#lib/pipeline/ports/directory.ts";
import { type RunningSandbox, startSandbox } from "#sandbox/start-sandbox.ts";
import { APP, CONTOSO } from "#sandbox/world.ts";

import { createDirectorySource } from "./directory-source.ts";

const http = createHttp({ connections: 4, headersTimeoutMs: 10_000, bodyTimeoutMs: 10_000 });
const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
const { signal } = new AbortController();
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, uploadPort: 0, users: 250, consented: ["contoso"] });
});
afterAll(async () => {
  await http.close();
  await sandbox.close();
});

async function token(): Promise<string> {
  const form = {
    client_id: APP.clientId,
    client_secret: APP.clientSecret,
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
  };
  const answer = await fetch(`${sandbox.url}/entra/${CONTOSO.id}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const source = (tokenFor: (isFresh: boolean) => Promise<string> = token) =>
  createDirectorySource({ http, clock, graphUrl: `${sandbox.url}/graph`, tokenFor });

async function read(link?: string, from = source()): Promise<DirectoryPage[]> {
  const pages: DirectoryPage[] = [];
  for await (const page of from.changes(link, signal)) pages.push(page);
  return pages;
}

test("the first round reads everybody, page by page, and ends with a delta link", async () => {
  const pages = await read();
  const users = pages.flatMap((page) => page.users);
  expect(pages.length).toBeGreaterThan(1);
  expect(users.length).toBeGreaterThanOrEqual(250);
  expect(pages.slice(0, -1).every((page) => page.deltaLink === undefined)).toBe(true);
  expect(pages.at(-1)?.deltaLink).toContain("$deltatoken=");
});

test("guests, disabled users and users without a plan are told apart", async () => {
  const users = (await read()).flatMap((page) => page.users);
  expect(users.some((user) => !user.isMember)).toBe(true);
  expect(users.some((user) => !user.isEnabled)).toBe(true);
  expect(users.some((user) => user.isMember && user.isEnabled && !user.hasMailbox)).toBe(true);
});

test("no address leads to two users: unverified contact addresses are not taken", async () => {
  const addresses = (await read()).flatMap((page) => page.users.flatMap((user) => user.addresses));
  expect(new Set(addresses).size).toBe(addresses.length);
});

test("a delta link yields only what has changed since", async () => {
  const link = (await read()).at(-1)?.deltaLink;
  const changes = await read(link);
  expect(changes.flatMap((page) => page.users)).toEqual([]);
  expect(changes.at(-1)?.deltaLink).toBeDefined();
});

test("an expired link and a link to another host both ask for a full round", async () => {
  const expired = `${sandbox.url}/graph/v1.0/users/delta?$deltatoken=${Buffer.from('{"epoch":"old"}').toString("base64url")}`;
  for (const link of [expired, "https://elsewhere.example/v1.0/users/delta?$deltatoken=x", "no link"]) {
    await expect(read(link)).rejects.toMatchObject({ code: "directory-delta-expired" });
  }
});

test("a refused token is replaced once by a fresh one", async () => {
  const asked: boolean[] = [];
  const stale = source(async (isFresh) => {
    asked.push(isFresh);
    return isFresh ? token() : "stale";
  });
  expect((await read(undefined, stale)).length).toBeGreaterThan(0);
  expect(asked.slice(0, 2)).toEqual([false, true]);
});

test("a token that has expired before it is used is replaced once more", async () => {
  let renewals = 0;
  const unlucky = source((isFresh) => (isFresh && ++renewals >= 3 ? token() : Promise.resolve("stale")));
  const [page] = await read(undefined, unlucky);
  expect(page?.users.length).toBeGreaterThan(0);
});

test("a token that stays refused says that the consent is missing", async () => {
  await expect(
    read(
      undefined,
      source(() => Promise.resolve("never good")),
    ),
  ).rejects.toMatchObject({ code: "consent-missing", kind: "permanent", scope: "connector" });
});
