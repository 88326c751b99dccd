import { assert, property, string, uuid } from "fast-check";
import { expect, test } from "vitest";

import { jobId, parsePayload } from "./catalog.ts";

const RUN = "11111111-1111-4111-8111-111111111111";
const TENANT = "c0a70500-0000-4000-8000-000000000001";

test("no job id is one that the queue refuses: none has a colon, none is digits alone", () => {
  assert(
    property(
      uuid(),
      string({ minLength: 1, maxLength: 64 }),
      string({ minLength: 1 }),
      (runId, userId, round) => {
        for (const id of [
          jobId("run", { runId }, round),
          jobId("lane", { tenantId: TENANT, runId, userId }, round),
        ]) {
          expect(id).not.toContain(":");
          expect(id).not.toMatch(/^\d+$/);
        }
      },
    ),
  );
});

test("hints for the same work in the same round have one id, those of another round another", () => {
  expect(jobId("run", { runId: RUN }, "1")).toBe(jobId("run", { runId: RUN }, "1"));
  expect(jobId("run", { runId: RUN }, "1")).not.toBe(jobId("run", { runId: RUN }, "2"));
});

test("a malformed payload is refused for good, without quoting it", () => {
  const secret = "marked text";
  expect(() => parsePayload("run", { runId: secret })).toThrow(
    expect.objectContaining({ name: "UnrecoverableError", message: expect.not.stringContaining(secret) }),
  );
});
