/** How an archive can lie about one of its entries. */
export type ZipFault = "crc" | "data" | "shorter" | "longer" | "encrypted" | "method" | "offset" | "absurd";

const CENTRAL = Buffer.from("PK\x01\x02", "latin1");

/** The archive with one entry's directory record, or its packed bytes, changed. */
export function damaged(zip: Uint8Array, name: string, fault: ZipFault): Buffer {
  const bytes = Buffer.from(zip);
  const record = recordOf(bytes, name);
  const headerOffset = bytes.readUInt32LE(record + 42);
  const changes: Record<ZipFault, () => void> = {
    crc: () => bytes.writeUInt32LE((bytes.readUInt32LE(record + 16) ^ 1) >>> 0, record + 16),
    data: () => bytes.fill(0xff, dataOf(bytes, headerOffset), dataOf(bytes, headerOffset) + 20),
    shorter: () => bytes.writeUInt32LE(bytes.readUInt32LE(record + 24) - 5, record + 24),
    longer: () => bytes.writeUInt32LE(bytes.readUInt32LE(record + 24) + 5, record + 24),
    encrypted: () => bytes.writeUInt16LE(bytes.readUInt16LE(record + 8) | 1, record + 8),
    method: () => bytes.writeUInt16LE(14, record + 10),
    offset: () => bytes.writeUInt32LE(bytes.byteLength + 10, record + 42),
    absurd: () => bytes.writeUInt32LE(300 * 1024 * 1024, record + 24),
  };
  changes[fault]();
  return bytes;
}

/** The archive with a name replaced by another of the same or less length. */
export function patched(zip: Uint8Array, name: string, other: string): Buffer {
  const bytes = Buffer.from(zip);
  const record = recordOf(bytes, name);
  bytes.write(other.padEnd(name.length, " "), record + 46);
  bytes.writeUInt16LE(name.length, record + 28);
  return bytes;
}

function recordOf(bytes: Buffer, name: string): number {
  for (let at = bytes.indexOf(CENTRAL); at >= 0; at = bytes.indexOf(CENTRAL, at + 4)) {
    const length = bytes.readUInt16LE(at + 28);
    if (bytes.toString("utf8", at + 46, at + 46 + length) === name) return at;
  }
  throw new Error(`the archive has no ${name}`);
}

function dataOf(bytes: Buffer, headerOffset: number): number {
  return headerOffset + 30 + bytes.readUInt16LE(headerOffset + 26) + bytes.readUInt16LE(headerOffset + 28);
}
