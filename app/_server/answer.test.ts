import { beforeEach, describe, expect, test, vi } from "vitest";
import { Failure, Refusal } from "#lib/domain/failure.ts";

const reported: unknown[] = [];
vi.mock("#lib/server.ts", () => ({
  findServiceContext: () => Promise.resolve(undefined),
  reportFault: (_event: string, error: unknown) => {
    reported.push(error);
    return "correlation-1";
  },
}));
const { answer, problemOf } = await import("./answer.ts");

beforeEach(() => void reported.splice(0));

async function read(response: Response): Promise<unknown> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  return response.json();
}

describe("a request that fails says what, why and what to do (R11)", () => {
  test("a refusal as it is, with its code", async () => {
    const response = problemOf(new Refusal("run-active", "The run ATT-000017 is not finished yet."));
    expect(await read(response)).toEqual({
      type: "about:blank",
      status: 409,
      code: "run-active",
      title: "That cannot be done",
      detail: "The run ATT-000017 is not finished yet.",
    });
    expect(problemOf(new Refusal("not-found", "x")).status).toBe(404);
    expect(problemOf(new Refusal("not-allowed", "x")).status).toBe(403);
    expect(reported).toEqual([]);
  });

  test("a failure of the outside world by its reason and remedy, never by its text", async () => {
    const failure = new Failure("vendor-unreachable", { kind: "transient", cause: new Error("secret") });
    expect(await read(problemOf(failure))).toMatchObject({
      status: 502,
      code: "vendor-unreachable",
      title: "TeleMessage does not answer.",
    });
  });

  test("a fault of ours by the id that finds it in the log, and nothing of what it was", async () => {
    const fault = new Error("duplicate key value (phone)=(+12125550101)");
    const body = await read(problemOf(fault));
    expect(body).toMatchObject({ status: 500, code: "fault", correlationId: "correlation-1" });
    expect(JSON.stringify(body)).not.toContain("12125550101");
    expect(reported).toEqual([fault]);
  });

  test("somebody without a session by 401, before anything is done", async () => {
    const done: string[] = [];
    const response = await answer(() => {
      done.push("done");
      return Promise.resolve(new Response());
    });
    expect(await read(response)).toMatchObject({ status: 401, code: "signed-out" });
    expect(done).toEqual([]);
  });
});
