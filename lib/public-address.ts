import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Not of the public internet. Source: IANA special-purpose address registries. */
const PRIVATE_V4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;
/** The public unicast range alone is open, without what tunnels IPv4 through it. */
const PUBLIC_V6 = ["2000::", 3] as const;
const TUNNELS_V6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const privateV4 = new BlockList();
for (const [net, prefix] of PRIVATE_V4) privateV4.addSubnet(net, prefix, "ipv4");
const publicV6 = new BlockList();
publicV6.addSubnet(...PUBLIC_V6, "ipv6");
const tunnelsV6 = new BlockList();
for (const [net, prefix] of TUNNELS_V6) tunnelsV6.addSubnet(net, prefix, "ipv6");

/** Whether a machine of the internet has this address, rather than one of the network that the portal runs in. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !privateV4.check(address, "ipv4");
  if (isIP(address) !== 6) return false;
  return publicV6.check(address, "ipv6") && !tunnelsV6.check(address, "ipv6");
}

export type Resolve = (host: string) => Promise<string[]>;

/** Every address of a name. @throws as node:dns does */
export const resolveAll: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
