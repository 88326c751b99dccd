import { describeDirectoryStore } from "./directory-store-contract.ts";
import { describeLaneStore } from "./lane-store-contract.ts";
import { describeRunStore } from "./run-store-contract.ts";
import type { StoreHarness } from "./store-harness.ts";

/**
 * The behaviours that the pipeline relies on, as tests. Every implementation of the stores is run through the same ones.
 * @param createHarness called once a test; its connectors must not see those of other tests
 */
export function describeStoreContract(name: string, createHarness: () => StoreHarness): void {
  describeRunStore(name, createHarness);
  describeLaneStore(name, createHarness);
  describeDirectoryStore(name, createHarness);
}
