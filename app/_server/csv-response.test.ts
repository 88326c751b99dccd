import { describe, expect, test } from "vitest";
import { csvResponse } from "./csv-response.ts";

async function* lines(log: string[]): AsyncGenerator<string> {
  try {
    yield "a,b\r\n";
    yield "1,2\r\n";
  } finally {
    log.push("closed");
  }
}

describe("a CSV answer", () => {
  test("is sent in the order of its lines, as a file", async () => {
    const response = csvResponse("log.csv", lines([]));
    expect(await response.text()).toBe("a,b\r\n1,2\r\n");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="log.csv"');
  });

  test("lets go of its source when the reader leaves", async () => {
    const log: string[] = [];
    const response = csvResponse("log.csv", lines(log));
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(log).toEqual(["closed"]);
  });
});
