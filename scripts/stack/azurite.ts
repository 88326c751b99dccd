import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { type Child, startChild, waitUntil } from "./child.ts";
import { freePort } from "./ports.ts";

export type AzuriteServer = Child & { connectionString: string; port: number };

/** The development account of Azurite and of the storage emulator before it: public constants. */
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export async function startAzurite(
  root: string,
  dataDir: string,
  preferredPort: number,
  onDeath: (name: string, tail: string) => void,
): Promise<AzuriteServer> {
  const port = await freePort(preferredPort);
  const location = join(dataDir, "azurite");
  mkdirSync(location, { recursive: true });
  const words = [
    join(root, "node_modules/azurite/dist/src/blob/main.js"),
    "--blobHost",
    "127.0.0.1",
    "--blobPort",
    String(port),
    "--location",
    location,
    "--silent",
    "--disableTelemetry",
    "--skipApiVersionCheck",
  ];
  const child = startChild({
    name: "azurite",
    command: process.execPath,
    words,
    logFile: join(dataDir, "logs/azurite.log"),
    onDeath,
  });
  await waitUntil(
    "Azurite",
    async () => (await fetch(`http://127.0.0.1:${port}/${ACCOUNT}?comp=list`)).status === 403,
  );
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=http://127.0.0.1:${port}/${ACCOUNT};`;
  return { ...child, port, connectionString };
}
