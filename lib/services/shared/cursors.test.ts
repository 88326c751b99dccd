import { expect, test } from "vitest";
import { Refusal } from "#lib/domain/failure.ts";
import { formatDeliveryCursor, parseDeliveryCursor } from "./cursors.ts";
import { formatRuleCursor, parseDiffCursor, parseRuleCursor } from "./mapping-cursors.ts";

const PLACE = { state: "failed", userId: "user-1", sentAt: new Date(0), id: "7" } as const;

test("a place in a list comes back as it was", () => {
  expect(parseDeliveryCursor(formatDeliveryCursor(PLACE))).toEqual(PLACE);
  expect(parseRuleCursor(formatRuleCursor({ phone: "+12125550101", line: 3 }))).toEqual({
    phone: "+12125550101",
    line: 3,
  });
});

test.each([
  [
    "a delivery's, of a mailbox that no row can name",
    () => parseDeliveryCursor(formatDeliveryCursor({ ...PLACE, userId: "\0" })),
  ],
  [
    "a mapping row's, of a number that no row can hold",
    () => parseRuleCursor(formatRuleCursor({ phone: "+1\0", line: 3 })),
  ],
  ["a difference's", () => parseDiffCursor(JSON.stringify({ phone: "\0", from: "-infinity" }))],
])("a cursor that cannot be read is refused: %s", (_name, read) => {
  expect(read).toThrow(expect.objectContaining({ code: "cursor-unreadable" }));
  expect(read).toThrow(Refusal);
});
