import type { UnreadableFile } from "#lib/services/context.ts";

/** Ends the reading of a file; it never leaves this folder. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly why: UnreadableFile;

  constructor(why: UnreadableFile) {
    super(why);
    this.why = why;
  }
}
