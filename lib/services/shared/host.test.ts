import { expect, test } from "vitest";
import { parseHost, parsePort } from "./host.ts";

test.each([
  [" SFTP.Example.com. ", "sftp.example.com"],
  ["mail_1.intern", "mail_1.intern"],
  ["10.0.0.7", "10.0.0.7"],
  ["2001:db8::1", "2001:db8::1"],
])("reads the host %o", (text, host) => {
  expect(parseHost(text)).toBe(host);
});

test.each([
  "",
  " ",
  "sftp://example.com",
  "example.com:22",
  "example.com/in",
  "-a.example",
  "a".repeat(254),
  "a..b",
])("reads no host in %o", (text) => {
  expect(parseHost(text)).toBeUndefined();
});

test("reads a port in its range alone", () => {
  expect(["1", " 22 ", "65535"].map(parsePort)).toEqual([1, 22, 65_535]);
  expect(["", "0", "65536", "22.5", "ssh", "-1"].map(parsePort)).toEqual(Array(6).fill(undefined));
});
