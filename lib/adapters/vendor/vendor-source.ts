import { withRetries } from "#lib/http.ts";
import type { VendorSource } from "#lib/pipeline/ports/vendor-source.ts";
import type { VendorCredentials } from "#lib/services/context.ts";
import { createVendorClient, type VendorConfig } from "./client.ts";
import { readItem } from "./download.ts";
import { listedPageOf } from "./mapper.ts";
import { createSession } from "./session.ts";
import { pageBody } from "./wire.ts";

/** Source: docs/vendor-protocol.md, the largest page. */
const PAGE_ITEMS = 1000;

/** A connector's source. It signs in with its first request, and again when its session ends. */
export function createVendorSource(
  config: VendorConfig,
  credentials: VendorCredentials,
  onProgress?: () => void,
): VendorSource {
  const { clock } = config;
  const client = createVendorClient(config);
  const withSession = createSession(client, credentials, clock);
  return {
    listPage: async (window, cursor, signal) => {
      const query = new URLSearchParams({
        archivedFrom: window.from.toISOString(),
        archivedTo: window.to.toISOString(),
        limit: String(PAGE_ITEMS),
        ...(cursor !== undefined && { cursor }),
      });
      const path = `messages?${query.toString()}`;
      const read = () => withSession((token) => client.read(path, pageBody, token, signal), signal);
      return listedPageOf(await withRetries(read, clock, signal));
    },
    download: (sourceItemId, maxBytes, signal) => {
      const path = `messages/${encodeURIComponent(sourceItemId)}/eml`;
      const read = () =>
        withSession(
          async (token) =>
            readItem(await client.open(path, token, maxBytes, signal), maxBytes, signal, {
              clock,
              onProgress,
            }),
          signal,
        );
      return withRetries(read, clock, signal);
    },
  };
}
