import type { Attachment } from "#lib/domain/attachment.ts";
import { Failure } from "#lib/domain/failure.ts";
import { parseJson } from "#lib/http.ts";
import type { GraphAnswer, GraphClient } from "./client.ts";
import { failureOf, unanswered } from "./failures.ts";
import { uploadSessionJson } from "./message-body.ts";
import { uploadSessionBody, uploadStatusBody } from "./wire.ts";

/** Twelve times 320 KiB, and below 4 MB. Source: Graph, "Attach large files", step 2. */
const RANGE_BYTES = 12 * 320 * 1024;
/** Ranges that were lost or asked for again; more is no accident. */
const MAX_REPEATS = 4;

/**
 * Uploads one large attachment in ranges. Only the terminal answer counts as success; until then the service tells which
 * range it wants next, after a lost answer too.
 * @param message `messages/{id}`
 */
export async function uploadAttachment(
  client: GraphClient,
  message: string,
  attachment: Attachment,
  signal: AbortSignal,
): Promise<void> {
  const url = await openSession(client, message, attachment, signal);
  try {
    await putRanges(client, url, attachment.bytes, signal);
  } catch (error) {
    // Left alone it would expire by itself.
    await client.send({ method: "DELETE", ...toSession(url, signal) }).catch(() => undefined);
    throw error;
  }
}

async function openSession(
  client: GraphClient,
  message: string,
  attachment: Attachment,
  signal: AbortSignal,
): Promise<URL> {
  const path = `${message}/attachments/createUploadSession`;
  const body = uploadSessionJson(attachment);
  // A session that nobody uses leaves nothing behind.
  const answer = await client.send({ method: "POST", path, body, isRepeatable: true, signal });
  if (answer.status !== 201 && answer.status !== 200) {
    const failure = failureOf(answer, true);
    throw failure.code === "message-refused" ? notUploaded(failure) : failure;
  }
  const session = uploadSessionBody.safeParse(parseJson(answer.text));
  if (!session.success) throw unanswered(false);
  return new URL(session.data.uploadUrl);
}

async function putRanges(
  client: GraphClient,
  url: URL,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  let repeats = 0;
  for (let start = 0; ;) {
    const end = Math.min(start + RANGE_BYTES, bytes.byteLength);
    const answer = await putRange(client, url, bytes, start, end, signal);
    const isLast = end === bytes.byteLength;
    const next = answer ? progressOf(answer, isLast) : await askNextRange(client, url, signal);
    if (next === "done") return;
    if (next === undefined || next > end) throw notUploaded();
    if (next < end) repeats += 1;
    if (repeats > MAX_REPEATS) throw unanswered(true);
    start = next;
  }
}

/** Only a terminal answer to the last range completes an upload; any other one names the range that comes next. */
function progressOf(answer: GraphAnswer, isLast: boolean): number | "done" | undefined {
  if (answer.status === 201) return isLast ? "done" : undefined;
  const next = nextRange(answer);
  return next === undefined && answer.status === 200 && isLast ? "done" : next;
}

/** @returns `undefined` when no answer came that says how far the upload is */
async function putRange(
  client: GraphClient,
  url: URL,
  bytes: Uint8Array,
  start: number,
  end: number,
  signal: AbortSignal,
): Promise<GraphAnswer | undefined> {
  const headers = {
    "content-type": "application/octet-stream",
    "content-range": `bytes ${start}-${end - 1}/${bytes.byteLength}`,
  };
  const put = { method: "PUT", body: bytes.subarray(start, end), headers } as const;
  try {
    const answer = await client.send({ ...toSession(url, signal), ...put });
    if (answer.status < 300) return answer;
    if (answer.status === 507) throw failureOf(answer, true);
    if (answer.status >= 500 || UNSETTLED.has(answer.status)) return undefined;
    // Whatever the session's own service refuses is a matter of this attachment, not of consent or the mailbox.
    throw notUploaded(failureOf(answer, true));
  } catch (error) {
    if (error instanceof Failure && error.code === "mailbox-unreachable") return undefined;
    throw error;
  }
}

/** The session or its token is gone, it did not wait, or wants another range. */
const UNSETTLED = new Set([401, 404, 408, 410, 416]);

/** Where to go on after a lost answer. A session that is gone may have been completed by it. */
async function askNextRange(client: GraphClient, url: URL, signal: AbortSignal): Promise<number> {
  const answer = await client.send({ method: "GET", ...toSession(url, signal) }).catch((error: unknown) => {
    throw error instanceof Failure ? unanswered(true, error) : error;
  });
  const next = answer.status === 200 ? nextRange(answer) : undefined;
  if (next === undefined) throw unanswered(true);
  return next;
}

function toSession(url: URL, signal: AbortSignal) {
  return { path: url, isAnonymous: true, isRepeatable: true, signal };
}

function nextRange(answer: GraphAnswer): number | undefined {
  const status = uploadStatusBody.safeParse(parseJson(answer.text));
  const start = /^(\d+)(?:-\d*)?$/.exec((status.success && status.data.nextExpectedRanges[0]) || "")?.[1];
  return start === undefined ? undefined : Number(start);
}

function notUploaded(cause?: unknown): Failure {
  return new Failure("attachment-upload-failed", { kind: "permanent", cause });
}
