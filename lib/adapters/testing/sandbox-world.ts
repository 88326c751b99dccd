import { afterAll, beforeAll } from "vitest";
import type { SandboxOptions } from "#sandbox/options.ts";
import { startTestClient, type TestClient } from "#sandbox/test-client.ts";

/** A sandbox that lives as long as the test file, with its buttons and dials: valid inside of tests and hooks. */
export type SandboxWorld = {
  readonly url: string;
  readonly graphUrl: string;
  readonly entraUrl: string;
  readonly vendorUrl: string;
  readonly client: TestClient;
  /** `POST /control/<path>` */
  post(path: string, body: unknown): Promise<unknown>;
  get(path: string): Promise<unknown>;
  /** Lets a fault strike. */
  fault(name: string, params?: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
};

export function sandboxWorld(options: Partial<SandboxOptions> = {}): SandboxWorld {
  let running: TestClient | undefined;
  beforeAll(async () => {
    running = await startTestClient({ items: 0, ...options });
  });
  afterAll(async () => {
    await running?.sandbox.close();
  });
  const client = () => {
    if (!running) throw new Error("the sandbox is not running yet");
    return running;
  };
  return {
    get url() {
      return client().sandbox.url;
    },
    get graphUrl() {
      return `${client().sandbox.url}/graph`;
    },
    get entraUrl() {
      return `${client().sandbox.url}/entra`;
    },
    get vendorUrl() {
      return `${client().sandbox.url}/telemessage`;
    },
    get client() {
      return client();
    },
    post: (path, body) => client().control("POST", path, body),
    get: (path) => client().control("GET", path),
    fault: async (fault, params = {}) =>
      void (await client().control("POST", "faults", { fault, ...params })),
    clearFaults: async () => void (await client().control("DELETE", "faults")),
  };
}
