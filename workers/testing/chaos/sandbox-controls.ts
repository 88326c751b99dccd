/** The buttons and dials of the sandbox process that a suite uses. */
export type SandboxControls = {
  url: string;
  fault(name: string, params?: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  post(path: string, body: unknown): Promise<void>;
  get<T>(path: string): Promise<T>;
  reset(): Promise<void>;
};

export function sandboxControls(url: string): SandboxControls {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}/control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} /control/${path} answered ${answer.status}`);
    return answer;
  };
  const post = async (path: string, body: unknown) => {
    await call("POST", path, body);
  };
  return {
    url,
    post,
    fault: (fault, params = {}) => post("faults", { fault, ...params }),
    async clearFaults() {
      await call("DELETE", "faults");
    },
    async get<T>(path: string) {
      return (await (await call("GET", path)).json()) as T;
    },
    async reset() {
      await call("POST", "reset");
      await call("DELETE", "stats");
    },
  };
}
