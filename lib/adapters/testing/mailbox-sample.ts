import { createHash, randomBytes } from "node:crypto";
import { expect } from "vitest";
import { createMailReader } from "#lib/adapters/mail/mail-reader.ts";
import { CONNECTOR_KINDS } from "#lib/domain/connector-kinds.ts";
import { Failure } from "#lib/domain/failure.ts";
import type { FoundMessage, Letter, Mailbox, SoughtMessage } from "#lib/pipeline/ports/mailbox.ts";

export const NOON = new Date("2026-11-21T12:00:00Z");
const DAY = { from: new Date("2026-11-21T00:00:00Z"), to: new Date("2026-11-22T00:00:00Z") };
const { signal } = new AbortController();

/** A mailbox whose archive's folder is there. */
export type OpenMailbox = { mailbox: Mailbox; folderId: string };

export type Sample = { letter: Letter; sought: SoughtMessage };
type SampleFacts = { text: string; sentAt?: Date; attachmentBytes?: number };

const reader = createMailReader();

export async function sampleFor(
  mailbox: Mailbox,
  { text, sentAt = NOON, attachmentBytes = 0 }: SampleFacts,
): Promise<Sample> {
  const bytes = mailOf(text, sentAt, attachmentBytes);
  const [kind] = CONNECTOR_KINDS;
  if (!kind) throw new Error("there are no connector kinds");
  const options = { kind, itemKind: "sms" as const, sentAt };
  const letter: Letter =
    mailbox.takes === "original"
      ? { kind: "original", bytes, sentAt }
      : { kind: "composed", message: (await reader.readMessage(bytes, options)).message };
  const sought = {
    importKey: createHash("sha256").update(randomBytes(16)).digest("hex"),
    sha256: createHash("sha256").update(bytes).digest("hex"),
    sentAt,
    messageId: undefined,
    original: () => Promise.resolve(bytes),
  };
  return { letter, sought };
}

function mailOf(text: string, sentAt: Date, attachmentBytes: number): Uint8Array {
  const id = randomBytes(8).toString("hex");
  const file = randomBytes(attachmentBytes).toString("base64").replace(/.{76}/g, "$&\r\n");
  const lines = [
    "From: Ada <ada@contoso.com>",
    "To: Grace <grace@contoso.com>",
    "Subject: SMS",
    `Date: ${sentAt.toUTCString()}`,
    `Message-ID: <${id}@sms.example>`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    text,
    ...(attachmentBytes === 0
      ? []
      : ["--b", 'Content-Type: video/mp4; name="film.mp4"', "Content-Transfer-Encoding: base64", "", file]),
    "--b--",
    "",
  ];
  return Buffer.from(lines.join("\r\n"));
}

export function create(
  { mailbox, folderId }: OpenMailbox,
  { letter, sought }: Sample,
  aborted = signal,
): Promise<string> {
  return mailbox.create(folderId, letter, sought, aborted);
}

export function find({ mailbox }: OpenMailbox, { sought }: Sample): Promise<FoundMessage[]> {
  return mailbox.findByKey(sought, signal);
}

export function knownBy(mailbox: Mailbox, { sought: { importKey, sha256 } }: Sample) {
  return mailbox.takes === "original" ? { sha256 } : { importKey };
}

export const idsOf = (messages: readonly FoundMessage[]) => messages.map(({ messageId }) => messageId);

export async function keysIn({ mailbox, folderId }: OpenMailbox): Promise<FoundMessage[]> {
  const found = [];
  for (let cursor: string | undefined; ;) {
    const page = await mailbox.listKeys(folderId, DAY, cursor, signal);
    found.push(...page.messages);
    cursor = page.nextCursor;
    if (cursor === undefined) return found;
  }
}

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => expect.unreachable("it should have failed"),
    (thrown: unknown) => thrown,
  );
  return error instanceof Failure ? error : Promise.reject(error);
}

export async function inFours<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const left = [...items];
  const done: R[] = [];
  const each = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) done.push(await work(item));
  };
  await Promise.all([each(), each(), each(), each()]);
  return done;
}
