import { expect, test } from "vitest";
import { queryText, typedText } from "./outside-text.ts";

test("a NUL, which no row can hold, makes an address unreadable, and is left out of what is typed", () => {
  expect(queryText.safeParse("ada\0").success).toBe(false);
  expect(queryText.parse("ada ✓ 7")).toBe("ada ✓ 7");
  expect(typedText.trim().max(3).parse(" \0ada\0 ")).toBe("ada");
  expect(typedText.safeParse(7).success).toBe(false);
});
