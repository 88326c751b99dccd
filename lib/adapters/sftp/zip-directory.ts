import yauzl, { type Entry, type ZipFile } from "yauzl";
import { Failure } from "#lib/domain/failure.ts";
import { type RemoteBytes, RemoteReader } from "./remote-bytes.ts";

/** Where one file of an archive lies and what the archive promises of it; nothing here is believed before it is read. */
export type ZipEntry = {
  name: string;
  isNameUnsafe: boolean;
  isEncrypted: boolean;
  /** 0 stored, 8 deflated. */
  method: number;
  headerOffset: number;
  packedBytes: number;
  sizeBytes: number;
  crc32: number;
};

/** `isWhole` is false where the directory breaks off, contradicts itself, or names less than there is. */
export type ZipDirectory = { entries: ZipEntry[]; isWhole: boolean; isAbsurd: boolean };

/** Of a day's file of the largest customers several times over; the names of more would fill the memory. */
const MAX_ENTRIES = 250_000;

/**
 * An archive's directory, as far as it can be read: what stands before a break counts. ZIP64 included.
 * @returns undefined where there is no directory at all: no archive, or one that was not uploaded to its end
 * @throws Failure of the connection
 */
export async function readZipDirectory(bytes: RemoteBytes): Promise<ZipDirectory | undefined> {
  const zip = await openZip(bytes);
  if (!zip) return undefined;
  const entries: ZipEntry[] = [];
  if (zip.entryCount > MAX_ENTRIES) return { entries, isWhole: false, isAbsurd: true };
  try {
    for await (const entry of zip.eachEntry()) if (!isFolder(entry)) entries.push(entryOf(entry));
  } catch (error) {
    if (error instanceof Failure) throw error;
    return { entries, isWhole: false, isAbsurd: false };
  }
  return { entries, isWhole: await endsWithDirectory(bytes, zip), isAbsurd: false };
}

async function openZip(bytes: RemoteBytes): Promise<ZipFile | undefined> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
  try {
    return await yauzl.fromRandomAccessReaderPromise(new RemoteReader(bytes), bytes.sizeBytes, options);
  } catch (error) {
    if (error instanceof Failure) throw error;
    return undefined;
  }
}

const CENTRAL_HEADER = 0x02014b50;

/** A writer without ZIP64 counts modulo 65,536: what follows the last counted entry would be silently left out. */
async function endsWithDirectory(bytes: RemoteBytes, zip: ZipFile): Promise<boolean> {
  const end = Number(zip.readEntryCursor);
  if (end + 4 > bytes.sizeBytes) return true;
  const next = Buffer.alloc(4);
  let filled = 0;
  for await (const chunk of bytes.read(end, end + 4)) {
    next.set(chunk, filled);
    filled += chunk.byteLength;
  }
  return next.readUInt32LE(0) !== CENTRAL_HEADER;
}

function isFolder(entry: Entry): boolean {
  return entry.fileNameRaw.at(-1) === 0x2f && entry.uncompressedSize === 0;
}

function entryOf(entry: Entry): ZipEntry {
  const name = yauzl.getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    false,
  );
  return {
    name,
    isNameUnsafe: yauzl.validateFileName(name) !== null,
    isEncrypted: entry.isEncrypted(),
    method: entry.compressionMethod,
    headerOffset: entry.relativeOffsetOfLocalHeader,
    packedBytes: entry.compressedSize,
    sizeBytes: entry.uncompressedSize,
    crc32: entry.crc32,
  };
}
