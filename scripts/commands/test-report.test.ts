import { expect, test } from "vitest";

import { playwrightTally, summary, vitestTally } from "./test-report.ts";

const vitest = (assertionResults: unknown[], file = {}) =>
  vitestTally(
    JSON.stringify({
      numPassedTests: 3,
      testResults: [{ name: "a.test.ts", status: "passed", assertionResults, ...file }],
    }),
  );

test("A failed test is told by its file, its name and the first lines of why, without colours", () => {
  const { passed, failures } = vitest([
    { fullName: "Passes", status: "passed", failureMessages: [] },
    { fullName: "Fails", status: "failed", failureMessages: ["\u001B[31mNo\u001B[39m\n2\n3\n4\n5\n6\n7"] },
  ]);
  expect(passed).toBe(3);
  expect(failures).toEqual([{ test: "a.test.ts › Fails", why: "No\n2\n3\n4\n5\n6" }]);
});

test("A file that could not be read as tests is a failure, and skipped tests are none", () => {
  expect(vitest([], { status: "failed", message: "Cannot find module" }).failures).toEqual([
    { test: "a.test.ts", why: "Cannot find module" },
  ]);
  expect(vitest([{ fullName: "Later", status: "skipped", failureMessages: null }]).failures).toEqual([]);
});

test("Journeys are found in groups within groups; one that passed at a second try failed", () => {
  const spec = (title: string, status: string, results: unknown[] = [{}]) => ({
    title,
    ok: status === "expected",
    tests: [{ status, results }],
  });
  const suite = {
    title: "e2e/a.spec.ts",
    specs: [spec("Passes", "expected")],
    suites: [{ title: "Settings", specs: [spec("Flakes", "flaky", [{ error: { message: "Slow" } }, {}])] }],
  };
  const report = { stats: { expected: 1 }, suites: [suite], errors: [{ message: "No browser" }] };
  expect(playwrightTally(JSON.stringify(report))).toEqual({
    passed: 1,
    failures: [
      { test: "e2e/a.spec.ts › Settings › Flakes", why: "Slow" },
      { test: "outside of any journey", why: "No browser" },
    ],
  });
});

test("The summary ends with the counts, and names what failed before them", () => {
  const failed = { passed: 1, failures: [{ test: "a › Fails", why: "No\nat line 2" }] };
  expect(summary([{ passed: 2, failures: [] }, failed])).toBe(
    "\n✗ a › Fails\n    No\n    at line 2\n3 passed, 1 failed",
  );
  expect(summary([{ passed: 2, failures: [] }])).toBe("\n2 passed, 0 failed");
});
