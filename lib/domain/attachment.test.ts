import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type Attachment, MAX_ATTACHMENT_BYTES, partitionAttachments } from "./attachment.ts";

function attachment(name: string, sizeBytes: number): Attachment {
  return {
    name,
    contentType: "image/jpeg",
    bytes: new Uint8Array(sizeBytes),
    contentId: undefined,
    isInline: false,
  };
}

test.each([
  ["one byte below the limit travels", MAX_ATTACHMENT_BYTES - 1, true],
  ["exactly at the limit travels", MAX_ATTACHMENT_BYTES, true],
  ["one byte over it stays", MAX_ATTACHMENT_BYTES + 1, false],
])("an attachment %s", (_where, sizeBytes, travels) => {
  const { kept, skipped } = partitionAttachments([attachment("film.mp4", sizeBytes)]);
  expect(kept.length).toBe(travels ? 1 : 0);
  expect(skipped).toEqual(travels ? [] : [{ name: "film.mp4", sizeBytes }]);
});

test("every attachment is kept or named, in its order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), (sizes) => {
      const all = sizes.map((size, index) => attachment(String(index), size));
      const { kept, skipped } = partitionAttachments(all, 15);
      expect(kept.map(({ name }) => name)).toEqual(
        all.filter(({ bytes }) => bytes.length <= 15).map(({ name }) => name),
      );
      expect(skipped.map(({ name }) => name)).toEqual(
        all.filter(({ bytes }) => bytes.length > 15).map(({ name }) => name),
      );
    }),
  );
});
