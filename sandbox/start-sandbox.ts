import type { IncomingMessage } from "node:http";
import { controlArea } from "./control/area.ts";
import { entraArea } from "./entra/area.ts";
import { graphArea } from "./graph/area.ts";
import { uploadArea } from "./graph/upload-area.ts";
import { GRAPH_ROUTES } from "./graph/routes.ts";
import { type Area } from "./http/call.ts";
import { keyVaultArea } from "./keyvault/area.ts";
import { closeServer, createAreaServer, listen } from "./http/serve.ts";
import { DEFAULT_OPTIONS, type SandboxOptions } from "./options.ts";
import { openSandbox, type SandboxHolder } from "./sandbox.ts";
import { Database } from "./store/database.ts";
import { viewerArea } from "./viewer/area.ts";
import { telemessageArea } from "./telemessage/area.ts";
import { startTrickle } from "./telemessage/trickle.ts";

export interface RunningSandbox {
  /** `http://host:port` of everything but upload sessions. */
  readonly url: string;
  readonly uploadUrl: string;
  close(): Promise<void>;
}

/** Starts the sandbox; by default in memory, on free ports of 127.0.0.1, with nothing consented. */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
  const full = { ...DEFAULT_OPTIONS, ...options };
  const db = new Database(full.data);
  const urls = { public: "", upload: "" };
  const holder: SandboxHolder = { current: await openSandbox(full, db, urls) };
  const server = createAreaServer(areasOf(holder));
  const uploads = uploadArea(holder);
  const uploadServer = createAreaServer(() => uploads);
  const heard = ({ method, url: path }: IncomingMessage) => full.onRequest?.(`${method} ${path}`);
  for (const each of [server, uploadServer]) each.on("request", heard);
  const url = `http://${full.host}:${await listen(server, full.host, full.port)}`;
  const uploadUrl = `http://${full.host}:${await listen(uploadServer, full.host, full.uploadPort)}`;
  urls.public = full.publicUrl ?? url;
  urls.upload = uploadUrl;
  const stopTrickle = startTrickle(holder);
  return {
    url,
    uploadUrl,
    async close() {
      stopTrickle();
      await Promise.all([closeServer(server), closeServer(uploadServer)]);
      db.close();
    },
  };
}

function areasOf(holder: SandboxHolder): (path: string) => Area {
  const areas: Readonly<Record<string, Area>> = {
    graph: graphArea(holder, GRAPH_ROUTES),
    entra: entraArea(holder),
    telemessage: telemessageArea(holder),
    keyvault: keyVaultArea(holder),
    control: controlArea(holder),
  };
  const viewer = viewerArea(holder);
  return (path) => areas[path.split("/", 2)[1] ?? ""] ?? viewer;
}
