import { isIP } from "node:net";

const LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
const NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`);

/** A server's name or address in lower case, as it was typed alone; undefined for a URL, a port or a folder with it. */
export function parseHost(text: string): string | undefined {
  const host = text.trim().replace(/\.$/, "").toLowerCase();
  return NAME.test(host) || isIP(host) !== 0 ? host : undefined;
}

/** A TCP port from 1 to 65535; undefined for anything else. */
export function parsePort(text: string): number | undefined {
  const digits = text.trim();
  const port = Number(digits);
  return digits !== "" && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}
