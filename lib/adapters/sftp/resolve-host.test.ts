import { describe, expect, test } from "vitest";
import { isPublicAddress } from "#lib/public-address.ts";
import { resolveHost } from "./resolve-host.ts";

describe("an address of the network that the portal runs in is refused", () => {
  test.each([
    "127.0.0.1",
    "127.8.9.1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "fc12::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:db8::1",
    "not an address",
  ])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "193.0.6.139", "2606:4700::1111", "2a00:1450:4001::1"])(
  "%s is of the public internet",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

describe("a host", () => {
  const resolve =
    (...addresses: string[]) =>
    () =>
      Promise.resolve(addresses);

  test("leads to the address that was checked", async () => {
    expect(await resolveHost("sftp.example.com", false, resolve("193.0.6.139", "193.0.6.140"))).toBe(
      "193.0.6.139",
    );
  });

  test("of which one address is private is refused as a whole, unless that is allowed", async () => {
    const mixed = resolve("193.0.6.139", "10.0.0.1");
    await expect(resolveHost("sftp.example.com", false, mixed)).rejects.toMatchObject({
      code: "sftp-host-forbidden",
      kind: "permanent",
    });
    expect(await resolveHost("sftp.example.com", true, mixed)).toBe("193.0.6.139");
  });

  test("that nobody knows is told apart from one that does not answer", async () => {
    const fails = (code: string) => () => Promise.reject(Object.assign(new Error(), { code }));
    await expect(resolveHost("x.invalid", false, fails("ENOTFOUND"))).rejects.toMatchObject({
      code: "sftp-host-unknown",
    });
    await expect(resolveHost("x.invalid", false, resolve())).rejects.toMatchObject({
      code: "sftp-host-unknown",
    });
    await expect(resolveHost("x.invalid", false, fails("ETIMEOUT"))).rejects.toMatchObject({
      code: "sftp-unreachable",
    });
  });
});
