import { Refusal } from "#lib/domain/failure.ts";

/** A request's bytes as they come, until there are more than `maxBytes`. @throws Refusal */
export async function* limitedBody(request: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  const tooLarge = () =>
    new Refusal(
      "file-too-large",
      `The file is larger than ${maxBytes / 1024 / 1024} MB. Split it into several.`,
    );
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge();
    yield chunk;
  }
}
