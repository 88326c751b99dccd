import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Failure } from "#lib/domain/failure.ts";
import type { GraphAnswer, GraphClient, GraphRequest } from "./client.ts";
import { unanswered } from "./failures.ts";
import { uploadAttachment } from "./upload-attachment.ts";

const RANGE = 12 * 320 * 1024;
const URL_OF_SESSION = "https://upload.example/session?authtoken=x";
const bytes = randomBytes(2 * RANGE + 1000);
const attachment = {
  name: "a.bin",
  contentType: "application/octet-stream",
  bytes,
  contentId: undefined,
  isInline: false,
};
const { signal } = new AbortController();

type Scripted = { status: number; body?: unknown } | "silence";
const next = (...nextExpectedRanges: string[]): Scripted => ({ status: 200, body: { nextExpectedRanges } });
const DONE: Scripted = { status: 201 };

/** A service that answers the requests to the session as the script says, in its order. */
function scripted(...script: Scripted[]) {
  const asked: string[] = [];
  const client: GraphClient = {
    isOfGraph: () => true,
    prepay: () => client,
    send: (request: GraphRequest) => {
      if (request.method === "POST") return answer({ status: 201, body: { uploadUrl: URL_OF_SESSION } });
      asked.push(`${request.method} ${request.headers?.["content-range"] ?? ""}`.trim());
      if (request.method === "DELETE") return answer({ status: 204 });
      return answer(script.shift() ?? "silence");
    },
  };
  return { client, asked, upload: () => uploadAttachment(client, "messages/1", attachment, signal) };
}

function answer(scripted: Scripted): Promise<GraphAnswer> {
  if (scripted === "silence") return Promise.reject(unanswered(false));
  const text = scripted.body === undefined ? "" : JSON.stringify(scripted.body);
  return Promise.resolve({
    status: scripted.status,
    text,
    code: "",
    requestId: undefined,
    retryAfterMs: undefined,
  });
}

const put = (start: number, end: number) => `PUT bytes ${start}-${end - 1}/${bytes.length}`;
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: unknown) => error as Failure,
  );

describe("an upload session", () => {
  it("goes range by range, in order, until the terminal answer", async () => {
    const { upload, asked } = scripted(next(String(RANGE)), next(`${2 * RANGE}-`), DONE);
    await upload();
    expect(asked).toEqual([put(0, RANGE), put(RANGE, 2 * RANGE), put(2 * RANGE, bytes.length)]);
  });

  it("goes on where the service says, with fewer bytes than were sent too", async () => {
    const kept = 320 * 1024;
    const { upload, asked } = scripted(next(`${kept}-`), next(`${kept + RANGE}-`), DONE);
    await upload();
    expect(asked).toEqual([put(0, RANGE), put(kept, kept + RANGE), put(kept + RANGE, bytes.length)]);
  });

  it.each<[string, Scripted]>([
    ["silence", "silence"],
    ["a 503", { status: 503 }],
    ["a range that is not expected", { status: 416 }],
  ])("asks where it stands after %s", async (_, trouble) => {
    const { upload, asked } = scripted(
      next(String(RANGE)),
      trouble,
      next(String(RANGE)),
      next(String(2 * RANGE)),
      DONE,
    );
    await upload();
    expect(asked).toEqual([
      put(0, RANGE),
      put(RANGE, 2 * RANGE),
      "GET",
      put(RANGE, 2 * RANGE),
      put(2 * RANGE, bytes.length),
    ]);
  });

  it("does not take just any 2xx for the end: with ranges missing it goes on", async () => {
    const last = next(String(2 * RANGE));
    const { upload, asked } = scripted(next(String(RANGE)), last, last, DONE);
    await upload();
    expect(asked.filter((each) => each === put(2 * RANGE, bytes.length))).toHaveLength(2);
  });

  it("that says it is complete before all bytes were sent has failed", async () => {
    const { upload, asked } = scripted(DONE);
    expect(await failureOf(upload())).toMatchObject({ code: "attachment-upload-failed", kind: "permanent" });
    expect(asked.at(-1)).toBe("DELETE");
  });

  it.each<[string, Scripted[]]>([
    ["answers nothing any more", ["silence", "silence"]],
    [
      "is gone after the last range was lost",
      [next(String(RANGE)), next(String(2 * RANGE)), "silence", { status: 404 }],
    ],
    ["never gets on", Array.from({ length: 20 }, () => next("0-"))],
  ])("that %s leaves the outcome open", async (_, script) => {
    expect(await failureOf(scripted(...script).upload())).toMatchObject({
      isOutcomeUnknown: true,
      kind: "transient",
    });
  });

  it.each([400, 403, 409])(
    "that refuses with %i fails this attachment, not the mailbox, and is cancelled",
    async (status) => {
      const { upload, asked } = scripted({ status });
      expect(await failureOf(upload())).toMatchObject({
        code: "attachment-upload-failed",
        kind: "permanent",
        scope: "delivery",
        isOutcomeUnknown: false,
      });
      expect(asked.at(-1)).toBe("DELETE");
    },
  );

  it("that finds the mailbox full says so", async () => {
    expect(await failureOf(scripted({ status: 507 }).upload())).toMatchObject({
      code: "mailbox-full",
      scope: "mailbox",
    });
  });
});
