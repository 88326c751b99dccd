import { channel } from "node:diagnostics_channel";
import { isIP } from "node:net";

/** A header of our own: whatever a client sends under this name is overwritten. */
export const SOURCE_ADDRESS_HEADER = "x-source-address";

type Started = {
  request: {
    headers: Record<string, string | string[] | undefined>;
    socket: { remoteAddress?: string | undefined };
  };
};

/**
 * Puts into every request the address that it came from, before anybody reads the request: Next.js hands on headers and
 * no connection, so that a client who sends `X-Forwarded-For` by themselves could not be told from a proxy.
 * @param hops reverse proxies between browsers and this process
 */
export function noteSourceAddresses(hops: number): void {
  channel("http.server.request.start").subscribe((message) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node says what it publishes on this channel
    const { request } = message as Started;
    const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",");
    request.headers[SOURCE_ADDRESS_HEADER] = sourceAddressOf(forwarded, request.socket.remoteAddress, hops);
  });
}

/**
 * The address that the outermost of our own proxies saw. Each proxy adds at the end of `X-Forwarded-For` whom it was
 * asked by; what stands before those entries was written by the client and is not believed.
 */
export function sourceAddressOf(forwarded: string, socketAddress: string | undefined, hops: number): string {
  const said = forwarded.split(",").map(parseAddress);
  const chain = [...said.filter((_, at) => at >= said.length - hops), parseAddress(socketAddress ?? "")];
  return chain.find((address) => address !== undefined) ?? "unknown";
}

/** Some proxies write the port behind it (Azure Application Gateway does). */
function parseAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.+)\](?::\d+)?$/, "$1")
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare) > 0 ? bare.toLowerCase() : undefined;
}

/** Whose an address is: one of IPv6 stands for its /64, since a single machine may have all of that. */
export function sourceOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const before = head.split(":").filter(Boolean);
  const after = (tail ?? "").split(":").filter(Boolean);
  const between = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(0, between) }, () => "0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
