import { createHash } from "node:crypto";
import { z } from "zod";
import { CONTOSO } from "#sandbox/world.ts";
import type { SandboxWorld } from "#lib/adapters/testing/sandbox-world.ts";
import { partitionAttachments } from "#lib/domain/attachment.ts";
import type { Http, HttpAnswer, HttpRequest, NoAnswer } from "#lib/http.ts";
import { createDraftAlarm } from "#lib/pipeline/draft-alarm.ts";
import { runLane, type LaneAdvance } from "#lib/pipeline/import-lane.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import type { MailReader } from "#lib/pipeline/ports/mail-reader.ts";
import type { PipelineDeps } from "#lib/pipeline/ports/deps.ts";
import { ALICE, text } from "#lib/pipeline/testing/carrier-day.ts";
import { gatedDeps } from "#lib/pipeline/testing/gated-deps.ts";
import { createLaneWorld, type LaneWorld } from "#lib/pipeline/testing/lane-world.ts";
import { ProcessGate } from "#lib/pipeline/testing/process-gate.ts";
import { sandboxMailboxes, type SandboxTokens } from "./graph-access.ts";
import { quickClock } from "./quick-clock.ts";

type Exchange = Http["exchange"];
/** What happens to one request instead; `n` counts those that a worker sends, from 1. */
export type Interference = (
  request: HttpRequest,
  n: number,
  carryOut: () => Promise<HttpAnswer | NoAnswer>,
) => Promise<HttpAnswer | NoAnswer>;

export type GraphLane = Omit<LaneWorld, "clock"> & {
  userId: string;
  clock: Clock;
  /** One worker that takes the lane over and carries it as far as it goes; waits of a lane pass by themselves. */
  work(options?: {
    gate?: ProcessGate;
    interfere?: Interference;
    deps?: Partial<PipelineDeps>;
  }): Promise<LaneAdvance>;
  /** `SHA-256 of each attachment`, by import key; drafts, partial and surplus messages are marked. */
  copies(): Promise<string[]>;
  /** What `copies` tells of a mailbox that has every item once and whole. */
  expected(): string[];
};

export type GraphLaneConfig = {
  sandbox: SandboxWorld;
  http: Http;
  tokens: SandboxTokens;
};

const sizes = z.object({ attachments: z.array(z.number()) });
let users = 0;

/**
 * A lane over the real adapter and the sandbox's Graph, with its rows in memory: one employee's messages, each given by
 * the sizes of its attachments.
 */
export async function createGraphLane(
  { sandbox, http, tokens }: GraphLaneConfig,
  messages: readonly (readonly number[])[],
): Promise<GraphLane> {
  const userId = await addUser(sandbox);
  const items = messages.map((attachments, index) =>
    text(`message-${index}`, index, ALICE, [], { attachments: [...attachments] }),
  );
  const world = await createLaneWorld(0, { items });
  const clock = quickClock();
  const mail = withBytes(world.deps.mail);

  const work: GraphLane["work"] = async ({ gate = new ProcessGate(), interfere, deps = {} } = {}) => {
    let sent = 0;
    const exchange: Exchange = (request) =>
      gate.call(`${request.method} ${request.path.split("?")[0]}`, () => {
        sent += 1;
        const carryOut = () => http.exchange(request);
        return interfere ? interfere(request, sent, carryOut) : carryOut();
      });
    const open = sandboxMailboxes({ sandbox, http: { ...http, exchange }, clock, tokens });
    const reached: PipelineDeps = {
      ...gatedDeps(gate, { ...world.deps, clock }),
      mail,
      draftAlarm: createDraftAlarm(clock),
      unknownOutcomeWaitMs: 60_000,
      openMailbox: (_tenantId, _userId, hold) => open(CONTOSO.id, userId, hold),
      ...deps,
    };
    const claim = await world.harness.claimLane({ ...world.run, userId: "alice" });
    if (!claim) return { kind: "finished", openLanes: 0 };
    return runLane(reached, claim, new AbortController().signal);
  };

  return {
    ...world,
    userId,
    clock,
    work,
    copies: async () =>
      copiesOf(sandbox, userId, {
        authorization: `Bearer ${await tokens.tokenFor(CONTOSO.id, { fresh: true })}`,
      }),
    expected: () =>
      [...world.rows.deliveries.values()]
        .map(({ importKey, itemId }) => {
          const index = Number(world.rows.items.get(itemId)?.sourceItemId.split("-")[1]);
          const { kept } = partitionAttachments((messages[index] ?? []).map((size) => attachmentOf(size)));
          return [importKey, ...kept.map(({ bytes }) => hashOf(bytes)).toSorted()].join(" ");
        })
        .toSorted(),
  };
}

async function addUser(sandbox: SandboxWorld): Promise<string> {
  users += 1;
  const body = {
    tenant: CONTOSO.name,
    user: `lane${users}@contoso.com`,
    properties: { userType: "Member", accountEnabled: true },
    mailbox: "ok",
  };
  await sandbox.post("users", body);
  const { id } = (await sandbox.post("users", body)) as { id: string };
  return id;
}

/** The sample mails' attachments with as many bytes as they say. */
function withBytes(reader: MailReader): MailReader {
  return {
    readEnvelope: (...envelope) => reader.readEnvelope(...envelope),
    readMessage: async (bytes, options) => {
      const { message } = await reader.readMessage(bytes, options);
      const { attachments } = sizes.parse(JSON.parse(Buffer.from(bytes).toString()));
      const { kept, skipped } = partitionAttachments(attachments.map((size) => attachmentOf(size)));
      return { message: { ...message, attachments: kept }, skipped };
    },
  };
}

function attachmentOf(size: number) {
  return {
    name: `file-${size}`,
    contentType: "application/octet-stream",
    bytes: Buffer.alloc(size, `${size} `),
    contentId: undefined,
    isInline: false,
  };
}

const graphMessages = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      isDraft: z.boolean(),
      singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string() })).default([]),
    }),
  ),
});
const graphAttachments = z.object({ value: z.array(z.object({ contentBytes: z.string() })) });
const OURS = "{6f0c3a52-7c1e-4d0b-9a53-2f0d4b7c1e10}";

/** Read as anybody may read it, apart from the adapter. */
async function copiesOf(
  { client }: SandboxWorld,
  userId: string,
  headers: Record<string, string>,
): Promise<string[]> {
  const named = (name: string) => `id eq 'String ${OURS} Name ${name}'`;
  const expand = encodeURIComponent(
    `singleValueExtendedProperties($filter=${named("SmsImportKey")} or ${named("SmsImportState")})`,
  );
  const path = `/users/${userId}/messages?$top=1000&$select=id,isDraft&$expand=${expand}`;
  const { value } = graphMessages.parse((await client.graph("GET", path, undefined, headers)).body);
  const copies = value.map(async ({ id, isDraft, singleValueExtendedProperties }) => {
    const valueOf = (name: string) =>
      singleValueExtendedProperties.find((property) => property.id.endsWith(name))?.value ?? "";
    const answer = await client.graph(
      "GET",
      `/users/${userId}/messages/${id}/attachments`,
      undefined,
      headers,
    );
    const hashes = graphAttachments
      .parse(answer.body)
      .value.map(({ contentBytes }) => hashOf(Buffer.from(contentBytes, "base64")));
    const marks = [isDraft && "draft", valueOf("SmsImportState") !== "complete" && "partial"];
    return [valueOf("SmsImportKey"), ...hashes.toSorted(), ...marks.filter((mark) => mark !== false)].join(
      " ",
    );
  });
  return (await Promise.all(copies)).toSorted();
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
