import type { FileEntryWithStats, SFTPWrapper, Stats } from "ssh2";
import { Failure } from "#lib/domain/failure.ts";
import { connectSftp, type SftpConfig, type SftpConnection, untilAborted } from "./connect.ts";
import { failureOfRequest, final } from "./failures.ts";

export type RemoteFile = { name: string; sizeBytes: number; modifiedAt: Date };

/** A file that is open for reading, on the connection on which it was opened. */
export type OpenFile = {
  sizeBytes: number;
  read(into: Buffer, position: number): Promise<number>;
  close(): void;
};

/** What is asked of the server: only ever to read. Nothing there is written, renamed or removed. */
export type SftpSession = {
  listFiles(signal: AbortSignal): Promise<RemoteFile[]>;
  /** @returns undefined when there is no such file */
  findFile(name: string, signal: AbortSignal): Promise<RemoteFile | undefined>;
  open(name: string, signal: AbortSignal): Promise<OpenFile>;
  close(): void;
};

/** One connection for all requests of a source, opened at the first one, and again by the next one after it was lost. */
export function createSftpSession(config: SftpConfig): SftpSession {
  let current: Promise<SftpConnection> | undefined;

  const connect = (signal: AbortSignal): Promise<SftpConnection> => {
    if (current) return current;
    const opening = connectSftp(config, signal);
    current = opening;
    const forget = () => {
      if (current === opening) current = undefined;
    };
    opening.then(({ closed }) => closed.then(forget), forget);
    return opening;
  };

  const request = async <Value>(
    signal: AbortSignal,
    missing: () => Failure,
    send: (sftp: SFTPWrapper, resolve: (value: Value) => void, reject: (error: Error) => void) => void,
  ): Promise<Value> => {
    signal.throwIfAborted();
    const { sftp } = await connect(signal);
    const answer = new Promise<Value>((resolve, reject) => {
      // A channel that closed at this moment refuses to be written to.
      try {
        send(sftp, resolve, reject);
      } catch (error) {
        reject(error);
      }
    });
    return untilAborted(answer, signal, () => undefined).catch((error: unknown) => {
      signal.throwIfAborted();
      throw failureOfRequest(error, missing);
    });
  };
  const pathOf = (name: string) =>
    config.folder === "" ? name : `${config.folder.replace(/\/+$/, "")}/${name}`;
  const folderMissing = () => final("sftp-folder-missing");
  const fileMissing = () => new Failure("vendor-item-missing", { kind: "permanent" });

  return {
    async listFiles(signal) {
      const folder = config.folder === "" ? "." : config.folder;
      const entries = await request<FileEntryWithStats[]>(signal, folderMissing, (sftp, resolve, reject) =>
        sftp.readdir(folder, (error, list) => (error ? reject(error) : resolve(list))),
      );
      // A folder that changes while it is read may name a file twice.
      const files = new Map<string, RemoteFile>();
      for (const { filename, attrs } of entries) {
        if (attrs.isFile()) files.set(filename, fileOf(filename, attrs));
      }
      return [...files.values()];
    },
    async findFile(name, signal) {
      try {
        const stats = await request<Stats>(signal, fileMissing, (sftp, resolve, reject) =>
          sftp.stat(pathOf(name), (error, found) => (error ? reject(error) : resolve(found))),
        );
        return fileOf(name, stats);
      } catch (error) {
        if (error instanceof Failure && error.code === "vendor-item-missing") return undefined;
        throw error;
      }
    },
    async open(name, signal) {
      // Reads go to the connection that the handle belongs to, whatever happens to the session.
      const { sftp, handle, size } = await request<OpenedHandle>(
        signal,
        fileMissing,
        openHandle(pathOf(name)),
      );
      return {
        sizeBytes: size,
        read: (into, position) => readAt(sftp, handle, into, position),
        close: () => sftp.close(handle, () => undefined),
      };
    },
    close() {
      current?.then(
        (connection) => connection.close(),
        () => undefined,
      );
      current = undefined;
    },
  };
}

type OpenedHandle = { sftp: SFTPWrapper; handle: Buffer; size: number };

function openHandle(path: string) {
  return (sftp: SFTPWrapper, resolve: (value: OpenedHandle) => void, reject: (error: Error) => void) => {
    sftp.open(path, "r", (failed, handle) => {
      if (failed) return reject(failed);
      sftp.fstat(handle, (error, stats) => {
        if (error) reject(error);
        else resolve({ sftp, handle, size: stats.size });
      });
    });
  };
}

function fileOf(name: string, { size, mtime }: { size: number; mtime: number }): RemoteFile {
  return { name, sizeBytes: size, modifiedAt: new Date(mtime * 1000) };
}

/** Fills the buffer, or less of it where the file ends. @returns how much */
function readAt(sftp: SFTPWrapper, handle: Buffer, into: Buffer, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const lost = (error: unknown) => reject(failureOfRequest(error, () => final("sftp-folder-unreadable")));
    // Source: draft-ietf-secsh-filexfer-02, section 7: SSH_FX_EOF.
    const isEnd = (error: Error) => "code" in error && error.code === 1;
    try {
      sftp.read(handle, into, 0, into.byteLength, position, (error, count) => {
        if (error && !isEnd(error)) lost(error);
        else resolve(error ? 0 : count);
      });
    } catch (error) {
      lost(error);
    }
  });
}
