import { expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { shapeOf } from "./page-shape.ts";

test.each([
  [paths.gallery, "cards"],
  [paths.connectors, "table"],
  [paths.deletedConnectors, "table"],
  [paths.auditLog, "table"],
  [paths.alerts, "table"],
  [paths.connector("c"), "connector"],
  [paths.run("c", "r"), "run"],
  [paths.product("att-network"), "form"],
  [paths.setup("att-network", "c", "login"), "form"],
  [paths.settings, "form"],
])("%s is of the shape %s", (pathname, shape) => {
  expect(shapeOf(pathname)).toBe(shape);
});
