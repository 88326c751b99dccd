import { paths } from "#lib/paths.ts";

/** What a page looks like from afar. */
export type PageShape = "cards" | "table" | "connector" | "run" | "form";

/** The shape of the page at a path. */
export function shapeOf(pathname: string): PageShape {
  if (pathname === paths.gallery) return "cards";
  const below = pathname.startsWith(`${paths.connectors}/`)
    ? pathname.slice(paths.connectors.length + 1)
    : "";
  if (below.includes("/runs/")) return "run";
  if (below !== "" && pathname !== paths.deletedConnectors) return "connector";
  return TABLES.includes(pathname) ? "table" : "form";
}

const TABLES: readonly string[] = [paths.connectors, paths.deletedConnectors, paths.auditLog, paths.alerts];
