import { createServer } from "node:http";
import { expect, test } from "vitest";
import { noteSourceAddresses, SOURCE_ADDRESS_HEADER, sourceAddressOf, sourceOf } from "./source-address.ts";

const PROXY = "172.18.0.1";

test.each([
  ["without a proxy, what a client says of itself counts for nothing", 0, "198.51.100.1", PROXY],
  ["behind one proxy, what that proxy saw", 1, "198.51.100.1, 203.0.113.5", "203.0.113.5"],
  ["behind two, what the outer one saw", 2, "198.51.100.1, 203.0.113.5, 10.0.0.2", "203.0.113.5"],
  ["a request that came past the proxies has the address of its connection", 1, "", PROXY],
  ["an entry that is no address is left out", 1, "somebody", PROXY],
  ["a port is none of the address", 1, "203.0.113.5:50123", "203.0.113.5"],
  ["nor are brackets", 1, "[2001:DB8::7]:443", "2001:db8::7"],
  ["an IPv4 address within an IPv6 one is itself", 1, "::ffff:203.0.113.5", "203.0.113.5"],
])("%s", (_, hops, forwarded, address) => {
  expect(sourceAddressOf(forwarded, PROXY, hops)).toBe(address);
});

test("a connection that is gone has no address", () => {
  expect(sourceAddressOf("", undefined, 1)).toBe("unknown");
});

test.each([
  ["203.0.113.5", "203.0.113.5"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:0db8:0001:0002::9", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["unknown", "unknown"],
])("%s is of %s", (address, source) => {
  expect(sourceOf(address)).toBe(source);
});

test("every request carries its address, whatever its client wrote there", async () => {
  noteSourceAddresses(1);
  const server = createServer((request, response) => {
    response.end(request.headers[SOURCE_ADDRESS_HEADER]);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  const url = `http://127.0.0.1:${typeof at === "object" ? at?.port : 0}/`;
  const ask = async (headers: Record<string, string>) => (await fetch(url, { headers })).text();
  expect(await ask({ [SOURCE_ADDRESS_HEADER]: "198.51.100.1" })).toBe("127.0.0.1");
  expect(await ask({ "x-forwarded-for": "198.51.100.1, 203.0.113.5" })).toBe("203.0.113.5");
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
