import { expect, test } from "vitest";
import { failureOfConnection, failureOfRequest, final } from "./failures.ts";

const error = (signs: { code?: string | number; level?: string }) => Object.assign(new Error("text"), signs);
const missing = () => final("sftp-folder-missing");

test.each([
  ["is not there", { code: 2 }, "sftp-folder-missing", "permanent"],
  ["may not be read", { code: 3 }, "sftp-folder-unreadable", "permanent"],
  ["failed for a reason of the server's own", { code: 4 }, "sftp-unreachable", "transient"],
  ["lost its connection", {}, "sftp-unreachable", "transient"],
  ["lost its connection by a reset", { code: "ECONNRESET" }, "sftp-unreachable", "transient"],
] as const)("what %s is told by its status, never by its text", (_what, signs, code, kind) => {
  expect(failureOfRequest(error(signs), missing)).toMatchObject({ code, kind, scope: "connector" });
});

test.each([
  ["a refused login", { level: "client-authentication" }, "sftp-login-refused", "permanent"],
  [
    "a refused connection",
    { level: "client-socket", code: "ECONNREFUSED" },
    "sftp-connection-refused",
    "transient",
  ],
  ["an unknown host", { level: "client-socket", code: "ENOTFOUND" }, "sftp-host-unknown", "transient"],
  ["another protocol", { level: "protocol" }, "sftp-not-ssh", "transient"],
  ["no cipher in common", { level: "handshake" }, "sftp-not-ssh", "transient"],
  ["no answer", { level: "client-timeout" }, "sftp-unreachable", "transient"],
  ["a reset", { level: "client-socket", code: "ECONNRESET" }, "sftp-unreachable", "transient"],
] as const)("%s is told by level and code", (_what, signs, code, kind) => {
  expect(failureOfConnection(error(signs))).toMatchObject({ code, kind, scope: "connector" });
});
