import { isPublicAddress, type Resolve, resolveAll } from "#lib/public-address.ts";
import { failureOfConnection, final } from "./failures.ts";

/**
 * The address to connect to, so that what was checked is what is reached: a name that leads elsewhere at the second
 * look-up changes nothing. A name of which any address is private is refused as a whole.
 * @throws Failure `sftp-host-unknown` | `sftp-host-forbidden`
 */
export async function resolveHost(
  host: string,
  isPrivateAllowed: boolean,
  resolve: Resolve = resolveAll,
): Promise<string> {
  const addresses = await resolve(host).catch((error: unknown) => {
    throw failureOfConnection(error);
  });
  const [first] = addresses;
  if (first === undefined) throw failureOfConnection(Object.assign(new Error(), { code: "ENOTFOUND" }));
  if (!isPrivateAllowed && !addresses.every(isPublicAddress)) throw final("sftp-host-forbidden");
  return first;
}
