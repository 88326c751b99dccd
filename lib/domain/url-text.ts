const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NETWORK_ADDRESS = /^\d{1,3}(?:\.\d{1,3}){1,3}$/;
/** Seven digits and more, however they are grouped: shorter ones are Job IDs and years. */
const NUMBER = /\d(?:[\s().-]*\d){6}/;

/**
 * Whether a search word may stand in a page's address, which browsers and proxies keep: no telephone number and no e-mail
 * address may. Ids and network addresses are neither. docs/decisions/0022.
 */
export function mayStandInUrl(text: string): boolean {
  const word = text.trim();
  return UUID.test(word) || NETWORK_ADDRESS.test(word) || !(word.includes("@") || NUMBER.test(word));
}
