import { crc32, deflateSync } from "node:zlib";
import { randomFrom } from "../random.ts";

export interface Media {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** An 8 x 8 baseline JPEG. */
const SMALL_JPEG = Buffer.from(
  "/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCAACw//9k=",
  "base64",
);

const PICTURES = 12;
const pictures = new Map<number, Media>();

/** One of a dozen small pictures, 0.1 to 40 KB, the same for the same number. */
export function pictureNumber(choice: number): Media {
  const slot = Math.abs(choice) % PICTURES;
  const known = pictures.get(slot);
  if (known !== undefined) return known;
  const made = slot === 0 ? jpeg() : noise(slot);
  pictures.set(slot, made);
  return made;
}

/** Exactly `sizeBytes` bytes that do not repeat within a line of base64; cheap to make, so never kept. */
export function fillerOf(sizeBytes: number, seed: number): Buffer {
  const random = randomFrom(seed);
  const block = Buffer.from(Array.from({ length: 4093 }, () => Math.floor(random() * 256)));
  return Buffer.alloc(sizeBytes, block);
}

function jpeg(): Media {
  return { name: "IMG_0001.jpg", contentType: "image/jpeg", bytes: SMALL_JPEG };
}

function noise(slot: number): Media {
  const side = 12 + slot * 9;
  return { name: `IMG_${String(1000 + slot)}.png`, contentType: "image/png", bytes: png(side, slot) };
}

/** A square 8-bit RGB picture of seeded noise (PNG specification, section 5). */
function png(side: number, seed: number): Buffer {
  const random = randomFrom(seed);
  const rows = Buffer.alloc(side * (1 + side * 3));
  for (let at = 0; at < rows.length; at += 1)
    rows[at] = at % (1 + side * 3) === 0 ? 0 : Math.floor(random() * 256);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(data.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}
