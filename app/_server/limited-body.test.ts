import { describe, expect, test } from "vitest";
import { limitedBody } from "./limited-body.ts";

const request = (body: string, headers: Record<string, string> = {}) =>
  new Request("http://localhost/", { method: "POST", body, headers });

async function read(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("an upload", () => {
  test("is read to its end when it is within the limit", async () => {
    expect(await read(limitedBody(request("12345"), 5))).toBe("12345");
  });

  test("is refused as soon as it is longer, whatever its header says", async () => {
    await expect(read(limitedBody(request("123456"), 5))).rejects.toMatchObject({ code: "file-too-large" });
  });

  test("is refused before a byte is read when its header says it is too long", async () => {
    const announced = request("1", { "content-length": "6" });
    await expect(read(limitedBody(announced, 5))).rejects.toMatchObject({ code: "file-too-large" });
  });

  test("of nothing is empty", async () => {
    expect(await read(limitedBody(new Request("http://localhost/"), 5))).toBe("");
  });
});
