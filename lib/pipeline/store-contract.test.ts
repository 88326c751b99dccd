import { createMemoryHarness } from "./testing/memory-harness.ts";
import { describeStoreContract } from "./testing/store-contract.ts";

describeStoreContract("rows in memory", createMemoryHarness);
