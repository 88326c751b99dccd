import { expect, test, vi } from "vitest";
import { Refusal } from "#lib/domain/failure.ts";

vi.mock("#lib/server.ts", () => ({ portalOrigin: () => "https://portal.example" }));
const { requireSameOrigin } = await import("./same-origin.ts");

const request = (headers: Record<string, string>) => new Request("https://portal.example/api/x", { headers });

test.each<[string, Record<string, string>]>([
  ["a page of ours", { "sec-fetch-site": "same-origin" }],
  ["a form of ours, in a browser that tells of no site", { origin: "https://portal.example" }],
  [
    "a link of ours, in a browser that tells of no site",
    { referer: "https://portal.example/data-connectors" },
  ],
])("%s may act", (_, headers) => {
  expect(() => requireSameOrigin(request(headers))).not.toThrow();
});

test.each<[string, Record<string, string>]>([
  ["another site", { "sec-fetch-site": "cross-site", origin: "https://portal.example" }],
  ["a site beside ours", { "sec-fetch-site": "same-site" }],
  ["an address that was typed or mailed", { "sec-fetch-site": "none" }],
  ["another origin", { origin: "https://elsewhere.example" }],
  ["a link from elsewhere", { referer: "https://elsewhere.example/?https://portal.example/" }],
  ["a page that hides where it is", { origin: "null" }],
  ["nobody knows who", {}],
])("%s may not", (_, headers) => {
  expect(() => requireSameOrigin(request(headers))).toThrow(Refusal);
});
