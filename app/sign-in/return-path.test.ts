import { expect, test } from "vitest";
import { returnPathOf } from "./return-path.ts";

test.each([
  ["/data-connectors", "/data-connectors"],
  ["/data-connectors/connectors?state=paused&page=2", "/data-connectors/connectors?state=paused&page=2"],
])("a path of the portal is where the viewer goes: %j", (from, path) => {
  expect(returnPathOf(from)).toBe(path);
});

test.each([
  "https://elsewhere.example/",
  "//elsewhere.example/",
  "/\\elsewhere.example/",
  "/\t/elsewhere.example/",
  "/\n/elsewhere.example/",
  "/\t\\elsewhere.example/",
  "/.//elsewhere.example/",
  "/a/..//elsewhere.example/",
  "javascript:alert(1)",
  "data-connectors",
  "",
])("no address leads away from the portal: %j", (from) => {
  expect(returnPathOf(from)).toBeUndefined();
});
