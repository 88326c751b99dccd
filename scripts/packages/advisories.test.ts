import { expect, test } from "vitest";
import { advisoriesIn } from "./advisories.ts";

const ID = "GHSA-aaaa-bbbb-cccc";
const REPORT = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    inner: {
      name: "inner",
      via: [
        {
          source: 1,
          name: "inner",
          url: `https://github.com/advisories/${ID}`,
          title: "Reads too much",
          severity: "high",
        },
      ],
    },
    outer: { name: "outer", via: ["inner"] },
  },
});

test("a report without weaknesses is clean", () => {
  const clean = JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} });
  expect(advisoriesIn(clean)).toEqual({ kind: "asked", open: [], answered: [] });
});

test("a weakness is named once, with its address, until it is answered", () => {
  expect(advisoriesIn(REPORT, {})).toEqual({
    kind: "asked",
    open: [`inner: Reads too much (high, https://github.com/advisories/${ID})`],
    answered: [],
  });
  const answered = advisoriesIn(REPORT, { [ID]: "we never call it" });
  expect(answered).toMatchObject({ kind: "asked", open: [] });
  expect(JSON.stringify(answered)).toContain("we never call it");
});

test.each(["", "not json", JSON.stringify({ message: "405 Method Not Allowed" })])(
  "a registry that gives no answer (%j) has not said that all is well",
  (text) => {
    expect(advisoriesIn(text)).toEqual({ kind: "unasked" });
  },
);
