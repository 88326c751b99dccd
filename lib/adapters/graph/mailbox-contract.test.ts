import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll } from "vitest";
import { listOf } from "#sandbox/test-client.ts";
import { CONTOSO } from "#sandbox/world.ts";
import { hastyClock } from "#lib/adapters/testing/hasty-clock.ts";
import {
  describeMailbox,
  type MailboxFault,
  type TestMailbox,
} from "#lib/adapters/testing/mailbox-contract.ts";
import { sandboxWorld } from "#lib/adapters/testing/sandbox-world.ts";
import { createMailboxUsage } from "#lib/domain/mailbox-usage.ts";
import { createHttp } from "#lib/http.ts";
import type { OpenMailbox } from "./mailboxes.ts";
import { sandboxMailboxes, type SandboxTokens, sandboxTokens } from "./testing/graph-access.ts";

const FAULTS: Record<MailboxFault, [name: string, params: Record<string, unknown>]> = {
  "lost-answer": ["commit-then-drop", {}],
  "lost-request": ["drop-before-commit", {}],
  "throttled-for-a-time": ["throttle", { times: 1, retryAfter: 300, request: "graph.messages.create" }],
  throttled: ["throttle", { times: 1, retryAfter: "absent", request: "graph.messages.create" }],
  "no-answer-yet": ["slow", { ms: 1000, times: 1, request: "graph.messages.create" }],
};

const sandbox = sandboxWorld({ consented: [CONTOSO.name] });
const http = createHttp({ connections: 32, headersTimeoutMs: 3000, bodyTimeoutMs: 3000 });
let tokens: SandboxTokens;
let openHeld: OpenMailbox;
const open = (tenantId: string, userId: string) =>
  openHeld(tenantId, userId, { usage: createMailboxUsage(), confirm: () => Promise.resolve() });

beforeAll(() => {
  const clock = hastyClock();
  tokens = sandboxTokens(sandbox, http, clock);
  openHeld = sandboxMailboxes({ sandbox, http, clock, tokens });
});
afterAll(() => http.close());
afterEach(() => sandbox.clearFaults());

const userOf = (mailbox: string, user: string) => ({
  tenant: CONTOSO.name,
  user,
  properties: { userType: "Member", accountEnabled: true },
  mailbox,
});

async function addUser(mailbox: string): Promise<{ id: string; name: string }> {
  const name = `${randomBytes(4).toString("hex")}@contoso.com`;
  // The first makes the user, the second says how its mailbox is.
  await sandbox.post("users", userOf(mailbox, name));
  const { id } = (await sandbox.post("users", userOf(mailbox, name))) as { id: string };
  return { id, name };
}

/** Graph as anybody may ask it, apart from the adapter. */
async function graph(method: string, path: string, body?: unknown) {
  const answer = await sandbox.client.graph(method, `/${path}`, body, {
    authorization: `Bearer ${tokens.last()}`,
  });
  return answer.body;
}

describeMailbox("Graph", {
  newMailbox: async () => {
    const user = await addUser("ok");
    return testMailbox(user.id, user.name);
  },
  noMailbox: async () => open(CONTOSO.id, (await addUser("none")).id),
});

function testMailbox(userId: string, name: string): TestMailbox {
  const folders = async () => listOf(await graph("GET", `users/${userId}/mailFolders`));
  const archive = async () => {
    const found = (await folders()).find((each) => String(each["displayName"]).endsWith("Network Archiver"));
    return `users/${userId}/mailFolders/${String(found?.["id"])}`;
  };
  const messages = async () => listOf(await graph("GET", `users/${userId}/messages`));
  return {
    mailbox: open(CONTOSO.id, userId),
    strike: (fault) => sandbox.fault(...FAULTS[fault]),
    listFolders: async () => (await folders()).map((each) => String(each["displayName"])),
    renameFolder: async () => void (await graph("PATCH", await archive(), { displayName: "Texts" })),
    deleteFolder: async () => void (await graph("DELETE", await archive())),
    destroyFolder: async () => {
      const path = await archive();
      // Into Deleted Items, and out of there.
      await graph("DELETE", path);
      await graph("DELETE", path);
    },
    moveMessages: async () => {
      for (const { id } of await messages()) await graph("DELETE", `users/${userId}/messages/${String(id)}`);
    },
    addForeignMessage: async () =>
      void (await graph("POST", `${await archive()}/messages`, { subject: "A note of the user's own" })),
    becomeFull: async () => void (await sandbox.post("users", userOf("full", name))),
    listMessages: async () =>
      (await messages()).map((message) => ({
        receivedAt: new Date(String(message["receivedDateTime"])),
        isRead: message["isRead"] === true,
        isDraft: message["isDraft"] === true,
        text: (message["body"] as { content: string }).content.trim(),
      })),
  };
}
