import { stripVTControlCharacters } from "node:util";

/** What one runner's report says: how many tests passed, and which did not, with the first lines of why. */
export type Tally = { passed: number; failures: Failure[] };
type Failure = { test: string; why: string };

type VitestReport = {
  numPassedTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
};
type Suite = {
  title: string;
  suites?: Suite[];
  specs: { title: string; ok: boolean; tests: { status: string; results: AttemptOfTest[] }[] }[];
};
type AttemptOfTest = { error?: { message?: string } };
type PlaywrightReport = {
  stats: { expected: number };
  suites: Suite[];
  errors?: { message?: string }[];
};

const LINES_OF_WHY = 6;

/** @param json Vitest's `json` report; a file that could not be read as tests counts as one failure */
export function vitestTally(json: string): Tally {
  const report = JSON.parse(json) as VitestReport;
  const failures = report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((each) => each.status === "failed");
    if (failed.length === 0)
      return file.status === "failed" ? [{ test: file.name, why: shortened(file.message) }] : [];
    return failed.map((each) => ({
      test: `${file.name} › ${each.fullName}`,
      why: shortened(each.failureMessages?.join("\n")),
    }));
  });
  return { passed: report.numPassedTests, failures };
}

/** @param json Playwright's `json` report; a journey that passed only when it was tried again is a failure */
export function playwrightTally(json: string): Tally {
  const report = JSON.parse(json) as PlaywrightReport;
  const outside = (report.errors ?? []).map(({ message }) => ({
    test: "outside of any journey",
    why: shortened(message),
  }));
  return {
    passed: report.stats.expected,
    failures: [...report.suites.flatMap((suite) => failuresOf(suite, "")), ...outside],
  };
}

function failuresOf(suite: Suite, path: string): Failure[] {
  const here = `${path}${suite.title} › `;
  const own = suite.specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) => ({
        test: `${here}${spec.title}`,
        why: shortened(results.find((each) => each.error)?.error?.message),
      })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((each) => failuresOf(each, here))];
}

/** The last thing a run of the tests prints: whoever sees its end alone sees what failed, too. */
export function summary(tallies: Tally[]): string {
  const failures = tallies.flatMap((each) => each.failures);
  const passed = tallies.reduce((sum, each) => sum + each.passed, 0);
  const told = failures.map(({ test, why }) => `✗ ${test}\n${why.replaceAll(/^/gm, "    ")}\n`);
  return `\n${told.join("")}${passed} passed, ${failures.length} failed`;
}

function shortened(message: string | undefined): string {
  const lines = stripVTControlCharacters(message ?? "It gave no reason.").split("\n");
  return lines.slice(0, LINES_OF_WHY).join("\n");
}
