import { createMemoryHarness } from "./testing/memory-harness.ts";
import { describeSplitWindows } from "./testing/split-window-contract.ts";

describeSplitWindows("memory", createMemoryHarness, { killEvery: 2, timeout: 120_000 });
