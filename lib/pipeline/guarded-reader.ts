import { Failure } from "#lib/domain/failure.ts";

import type { MailReader } from "./ports/mail-reader.ts";

/**
 * A reader whose own fault at one original ends that item or delivery and keeps nobody else back: reading is pure, so
 * that another try would end in the same way.
 * @throws Failure `reading-failed` (permanent), once `onFault` was told
 */
export function guardedReader(reader: MailReader, onFault: (error: unknown) => void): MailReader {
  const guard = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      onFault(cause);
      throw new Failure("reading-failed", { kind: "permanent", cause });
    }
  };
  return {
    readEnvelope: (bytes, country) => guard(async () => reader.readEnvelope(bytes, country)),
    readMessage: (bytes, options) => guard(async () => reader.readMessage(bytes, options)),
  };
}
