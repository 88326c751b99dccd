import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

// The folder's only use of prom-client is here and in the two files of metrics. Every name begins with mac_ and tells its
// unit; a label is a word out of a closed set: no tenant, no person, no address, no id.

/** Numbers of one process. */
export type Metrics = {
  /** Prometheus's text format. */
  read: () => Promise<{ contentType: string; text: string }>;
  /** Names as they are exposed, for the check of dashboards and rules. */
  names: () => string[];
};

export type Reachability = () => Promise<Record<string, boolean>>;

/** With what Node itself tells, and whether the process reaches what it depends on. */
export function createRegistry(ready: Reachability): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const reachable = new Gauge({
    name: "mac_reachable",
    help: "Whether database, redis and, of a worker, the storage answer: 1 or 0.",
    labelNames: ["part"],
    registers: [registry],
    async collect() {
      for (const [part, isReachable] of Object.entries(await ready()))
        reachable.set({ part }, Number(isReachable));
    },
  });
  return registry;
}

/** A number that is read when it is asked for; what cannot be read is left out. */
export function addReading(
  registry: Registry,
  name: string,
  help: string,
  read: () => number | Promise<number>,
): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      try {
        gauge.set(await read());
      } catch {
        gauge.remove();
      }
    },
  });
}

export function metricsOf(registry: Registry): Metrics {
  return {
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    names: () => registry.getMetricsAsArray().map(({ name }) => name),
  };
}
