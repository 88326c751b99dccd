import { expect, test } from "vitest";

import { weaknessesOf } from "./hardening.ts";
import type { Inspection } from "./project.ts";

function closed(host: Partial<Inspection["HostConfig"]> = {}, rest: Partial<Inspection> = {}): Inspection {
  return {
    Name: "/x",
    State: { Status: "running", Health: { Status: "healthy" } },
    Config: { User: "node", Env: [] },
    HostConfig: {
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      CapAdd: null,
      SecurityOpt: ["no-new-privileges:true"],
      Memory: 1,
      NanoCpus: 1,
      PidsLimit: 256,
      Ulimits: [{ Name: "core", Hard: 0, Soft: 0 }],
      RestartPolicy: { Name: "unless-stopped" },
      PortBindings: {},
      ...host,
    },
    NetworkSettings: { Networks: {} },
    ...rest,
  };
}

test("a closed container has no weakness", () => {
  expect(weaknessesOf("worker", closed())).toEqual([]);
  expect(weaknessesOf("portal", closed({ PortBindings: { x: [{ HostIp: "127.0.0.1" }] } }))).toEqual([]);
  const begun = { Config: { User: "", Env: [] } };
  expect(weaknessesOf("postgres", closed({ CapAdd: ["CAP_CHOWN", "SETUID"] }, begun))).toEqual([]);
  const ended = { Config: { User: "0:0", Env: [] }, State: { Status: "exited" } };
  const once = closed({ CapAdd: ["CHOWN"], RestartPolicy: { Name: "no" } }, ended);
  expect(weaknessesOf("volume-owners", once)).toEqual([]);
});

test.each<[string, string, Inspection]>([
  ["its file system can be written", "redis", closed({ ReadonlyRootfs: false })],
  ["capabilities are not dropped", "redis", closed({ CapDrop: null })],
  ["capabilities are added", "azurite", closed({ CapAdd: ["CHOWN"] })],
  ["capabilities are added", "postgres", closed({ CapAdd: ["CAP_SYS_ADMIN"] })],
  ["new privileges are possible", "worker", closed({ SecurityOpt: [] })],
  ["its memory has no limit", "worker", closed({ Memory: 0 })],
  ["its CPU has no limit", "migrate", closed({ NanoCpus: 0, CpuQuota: 0 })],
  ["its processes have no limit", "worker", closed({ PidsLimit: null })],
  ["it leaves a copy of its memory when it dies", "worker", closed({ Ulimits: null })],
  ["nobody asks whether it works", "redis", closed({}, { State: { Status: "running" } })],
  ["it is not started again", "worker", closed({ RestartPolicy: { Name: "no" } })],
  ["it begins as root", "azurite", closed({}, { Config: { User: "", Env: [] } })],
  ["it begins as root", "migrate", closed({}, { Config: { User: "root:root", Env: [] } })],
  ["a port of it is published", "redis", closed({ PortBindings: { x: [{ HostIp: "127.0.0.1" }] } })],
  ["it is published beyond this machine", "portal", closed({ PortBindings: { x: [{ HostIp: "" }] } })],
])("%s: %s", (weakness, service, inspection) => {
  expect(weaknessesOf(service, inspection)).toEqual([weakness]);
});
