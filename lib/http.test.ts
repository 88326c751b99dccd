import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Failure } from "#lib/domain/failure.ts";
import type { Clock } from "#lib/pipeline/ports/process.ts";
import { createHttp, type Http, retryAfterMs, textOf, withRetries } from "./http.ts";

const NOW = new Date("2026-11-21T14:00:00Z");

describe("Retry-After", () => {
  it.each([
    ["10", 10_000],
    [" 1 ", 1000],
    ["0.5", 500],
    ["Sat, 21 Nov 2026 14:00:30 GMT", 30_000],
    ["Sat, 21 Nov 2026 13:00:00 GMT", 0],
    ["999999999", 24 * 3_600_000],
    ["soon", undefined],
    ["-5", undefined],
    ["", undefined],
  ])("%j is %j ms", (value, expected) => {
    expect(retryAfterMs({ "retry-after": value }, NOW)).toBe(expected);
  });

  it("is undefined where the header is absent", () => {
    expect(retryAfterMs({}, NOW)).toBeUndefined();
  });
});

describe("repeating", () => {
  const slept: number[] = [];
  const clock: Clock = {
    now: () => NOW,
    sleep: (delayMs) => {
      slept.push(delayMs);
      return Promise.resolve();
    },
  };
  const signal = new AbortController().signal;
  const failing = (failure: Failure, times: number) => {
    let calls = 0;
    return () => {
      calls += 1;
      return calls <= times ? Promise.reject(failure) : Promise.resolve(calls);
    };
  };

  it("goes on after transient failures and waits at least as long as the peer asked", async () => {
    slept.length = 0;
    const failure = new Failure("vendor-unreachable", { kind: "transient", retryAfterMs: 9000 });
    expect(await withRetries(failing(failure, 2), clock, signal)).toBe(3);
    expect(slept).toEqual([9000, 9000]);
  });

  it.each([
    ["a permanent failure", new Failure("vendor-item-missing", { kind: "permanent" })],
    ["a throttle, which fences the lane", new Failure("throttled", { kind: "transient" })],
    [
      "a wait that is too long to sit out",
      new Failure("vendor-unreachable", { kind: "transient", retryAfterMs: 600_000 }),
    ],
  ])("throws %s at once", async (_, failure) => {
    slept.length = 0;
    await expect(withRetries(failing(failure, 1), clock, signal)).rejects.toBe(failure);
    expect(slept).toEqual([]);
  });

  it("gives up after four attempts", async () => {
    const failure = new Failure("vendor-unreachable", { kind: "transient" });
    await expect(withRetries(failing(failure, 4), clock, signal)).rejects.toBe(failure);
  });
});

describe("sending", () => {
  const large = Buffer.alloc(300_000, "0123456789");
  let endlessEnded = Promise.resolve();
  const endless = (response: ServerResponse) => {
    endlessEnded = once(response, "close").then(() => undefined);
    const more = () => {
      while (!response.destroyed && response.write(large)) continue;
      response.once("drain", more);
    };
    more();
  };
  /** A byte at a time, never silent for long. */
  const trickle = (response: ServerResponse) => {
    const timer = setInterval(() => response.write("."), 20);
    response.once("close", () => clearInterval(timer));
  };
  const server = createServer((request, response) => {
    if (request.url === "/slow") return;
    if (request.url === "/drop") response.destroy();
    else if (request.url === "/told") response.writeHead(200, { "content-length": 300_000 }).end(large);
    else if (request.url === "/untold") response.writeHead(200).end(large.subarray(0, 10));
    else if (request.url === "/torn")
      response.writeHead(200, { "content-length": 10 }).write("torn", () => response.destroy());
    else if (request.url === "/endless") endless(response);
    else if (request.url === "/trickle") trickle(response);
    else if (request.url === "/away") response.writeHead(302, { location: "/elsewhere" }).end();
    else response.end("whole");
  });
  let origin = "";
  let http: Http;
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    http = createHttp({ connections: 2, headersTimeoutMs: 300, bodyTimeoutMs: 300 });
  });
  afterAll(async () => {
    await http.close();
    server.closeAllConnections();
    server.close();
  });
  const get = (path: string, at = origin, signal = new AbortController().signal) =>
    http.exchange({ method: "GET", origin: at, path, headers: {}, signal });

  it("reads the whole answer", async () => {
    expect(await get("/")).toMatchObject({ kind: "answer", status: 200, text: "whole" });
  });

  it("does not follow redirects", async () => {
    expect(await get("/away")).toMatchObject({ status: 302 });
  });

  it("tells a request that never left from one that may have been carried out", async () => {
    expect(await get("/", "http://127.0.0.1:1")).toMatchObject({ kind: "no-answer", isSent: false });
    expect(await get("/drop")).toMatchObject({ kind: "no-answer", isSent: true });
    expect(await get("/slow")).toMatchObject({ kind: "no-answer", isSent: true });
  });

  const open = (path: string, wholeBytes: number, signal = new AbortController().signal) =>
    http.open({ method: "GET", origin, path, headers: {}, signal }, wholeBytes);

  it("hands over a body of told size whole, a larger one and one of untold size as a stream to its end", async () => {
    const [whole, larger, untold] = [
      await open("/told", 300_000),
      await open("/told", 299_999),
      await open("/untold", 300_000),
    ];
    if (whole.kind !== "stream" || larger.kind !== "stream" || untold.kind !== "stream")
      throw new Error("no answer came");
    expect(Buffer.isBuffer(whole.body) && whole.body.equals(large)).toBe(true);
    expect(Buffer.isBuffer(larger.body) || Buffer.isBuffer(untold.body)).toBe(false);
    expect(await textOf(larger.body)).toBe(large.toString());
    expect(await textOf(untold.body)).toBe("0123456789");
  });

  it("tells a body that broke off from one that never began", async () => {
    const torn = await open("/torn", 10);
    if (torn.kind !== "stream") throw new Error("no answer came");
    await expect(textOf(torn.body)).rejects.toThrow("closed");
    expect(await get("/torn")).toMatchObject({ kind: "no-answer", isSent: true });
  });

  it("gives up an answer that trickles, though the connection is never silent", async () => {
    expect(await get("/trickle")).toMatchObject({ kind: "no-answer", isSent: true });
  });

  it("stops reading a stream that nobody reads, and closes the connection of one that is left", async () => {
    const answer = await open("/endless", 10);
    if (answer.kind !== "stream" || Buffer.isBuffer(answer.body)) throw new Error("no stream came");
    for await (const chunk of answer.body) {
      expect(chunk).toBeInstanceOf(Buffer);
      break;
    }
    await endlessEnded;
  });

  it("R9: reads no more of a text than it is allowed to", async () => {
    const answer = await open("/endless", 10);
    if (answer.kind !== "stream") throw new Error("no stream came");
    await expect(textOf(answer.body, 1_000_000)).rejects.toThrow("too long");
    await endlessEnded;
  });

  it("ends a stream with the reason of an abort", async () => {
    const controller = new AbortController();
    const answer = await open("/endless", 10, controller.signal);
    if (answer.kind !== "stream") throw new Error("no stream came");
    controller.abort(new Error("stopped"));
    await expect(textOf(answer.body)).rejects.toThrow("stopped");
    await endlessEnded;
  });

  it("throws the reason of an abort, and nothing else", async () => {
    const stop = new Error("stopped");
    const controller = new AbortController();
    const pending = get("/slow", origin, controller.signal);
    controller.abort(stop);
    await expect(pending).rejects.toBe(stop);
  });
});
