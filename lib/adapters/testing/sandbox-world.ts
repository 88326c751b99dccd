import { afterAll, beforeAll } from "vitest";
import type { SandboxOptions } from "#sandbox/options.ts";
import { type RunningSandbox, startSandbox } from "#sandbox/start-sandbox.ts";

/** A sandbox that lives as long as the test file, with its buttons and dials. */
export type SandboxWorld = {
  /** Of the running sandbox: valid inside of tests and hooks. */
  readonly url: string;
  readonly graphUrl: string;
  readonly entraUrl: string;
  readonly vendorUrl: string;
  /** `POST /control/<path>` */
  post(path: string, body: unknown): Promise<unknown>;
  get(path: string): Promise<unknown>;
  /** Lets a fault strike; see sandbox/README.md. */
  fault(name: string, params?: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
};

export function sandboxWorld(options: Partial<SandboxOptions> = {}): SandboxWorld {
  let sandbox: RunningSandbox | undefined;
  beforeAll(async () => {
    sandbox = await startSandbox({ items: 0, ...options });
  });
  afterAll(async () => {
    await sandbox?.close();
  });
  const url = () => {
    if (!sandbox) throw new Error("the sandbox is not running yet");
    return sandbox.url;
  };
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url()}/control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { "content-type": "application/json" },
    });
    if (!answer.ok)
      throw new Error(`the sandbox answered ${answer.status} to ${path}: ${await answer.text()}`);
    const text = await answer.text();
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    get url() {
      return url();
    },
    get graphUrl() {
      return `${url()}/graph`;
    },
    get entraUrl() {
      return `${url()}/entra`;
    },
    get vendorUrl() {
      return `${url()}/telemessage`;
    },
    post: (path, body) => call("POST", path, body),
    get: (path) => call("GET", path),
    fault: async (name, params = {}) => void (await call("POST", "faults", { fault: name, ...params })),
    clearFaults: async () => void (await call("DELETE", "faults")),
  };
}
