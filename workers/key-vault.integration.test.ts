import { afterAll, beforeAll, expect, test } from "vitest";

import { readKeyVaultEnv, readWorkerEnv } from "#lib/env.ts";
import { withVaultKeys } from "#lib/vault-keys.ts";
import { CONTOSO } from "#sandbox/world.ts";

import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";

let stack: LiveStack;
let vaulted: Record<string, string>;

beforeAll(async () => {
  stack = await startLiveStack(process.env, { SANDBOX_ITEMS: "60", SANDBOX_SPECIALS: "0" });
  const { ENVELOPE_KEYS: value, ...rest } = stack.env;
  const answer = await fetch(`${stack.sandboxUrl}/control/keyvault/secrets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "envelope-keys", value }),
  });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
  vaulted = {
    ...rest,
    ENVELOPE_KEYS_VAULT_URL: `${stack.sandboxUrl}/keyvault/secrets/envelope-keys`,
    KEY_VAULT_TENANT: CONTOSO.id,
  };
});
afterAll(() => stack.close());

test("a worker imports with envelope keys that lie in a key vault alone", { timeout: 120_000 }, async () => {
  const { runId } = await stack.seed();
  delete stack.env["ENVELOPE_KEYS"];
  Object.assign(stack.env, vaulted);
  stack.startWorker();
  expect(await stack.runEnded(runId, 90)).toMatch(/^completed/);
});

test("keys in the environment beside those of the vault are refused, and so is a vault without https", async () => {
  expect(() => readKeyVaultEnv({ ...vaulted, ENVELOPE_KEYS: "k1:marked" })).toThrow("set one of them");
  const plain = { ...vaulted, ENVELOPE_KEYS_VAULT_URL: "http://vault.example/secrets/keys" };
  expect(() => readKeyVaultEnv(plain)).toThrow("https is needed");
  expect(() => readKeyVaultEnv({ ...vaulted, KEY_VAULT_TENANT: "" })).toThrow("KEY_VAULT_TENANT");
});

test("an environment without a vault stays as it is", async () => {
  const environment = { ...vaulted, ENVELOPE_KEYS_VAULT_URL: "", ENVELOPE_KEYS: "k1:AAAA" };
  expect(readKeyVaultEnv(environment)).toBeUndefined();
  const env = readWorkerEnv(await withVaultKeys(environment, undefined));
  expect(env.ENVELOPE_KEYS).toBe("k1:AAAA");
});
