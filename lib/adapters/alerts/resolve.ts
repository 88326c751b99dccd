import { isPublicAddress, type Resolve } from "#lib/public-address.ts";

/**
 * The address to connect to, so that what was checked is what is reached: a name that leads elsewhere at the second
 * look-up changes nothing. A name of which any address is private is refused as a whole.
 */
export async function resolvePinned(
  host: string,
  isPrivateAllowed: boolean,
  resolve: Resolve,
): Promise<{ address: string } | "host-unknown" | "host-forbidden"> {
  const addresses = await resolve(host).catch(() => []);
  const [address] = addresses;
  if (address === undefined) return "host-unknown";
  return isPrivateAllowed || addresses.every(isPublicAddress) ? { address } : "host-forbidden";
}
