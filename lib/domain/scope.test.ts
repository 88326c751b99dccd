import { describe, expect, test } from "vitest";
import { fewOf, parseTypedList, retypedOver, someOf } from "./scope.ts";

describe("a list of addresses", () => {
  test.each([
    ["one a line", "ada@contoso.com\nbob@contoso.com\r\ncarol@contoso.com"],
    ["with commas", "ada@contoso.com, bob@contoso.com,carol@contoso.com"],
    ["with semicolons, as Outlook has them", "ada@contoso.com; bob@contoso.com; carol@contoso.com;"],
    [
      "in any case, with blanks and blank lines",
      " Ada@Contoso.com \n\n;,\n bob@contoso.com\ncarol@CONTOSO.com ",
    ],
    ["with one twice", "ada@contoso.com\nbob@contoso.com\nADA@contoso.com\ncarol@contoso.com"],
  ])("%s is read", (_how, text) => {
    expect(parseTypedList(text)).toEqual({
      addresses: ["ada@contoso.com", "bob@contoso.com", "carol@contoso.com"],
      unreadable: [],
    });
  });

  test("says what is no address, as it was typed", () => {
    expect(parseTypedList("ada@contoso.com\nBob Stone\n+12125550101\nBob Stone")).toEqual({
      addresses: ["ada@contoso.com"],
      unreadable: ["Bob Stone", "+12125550101"],
    });
  });

  test("without anything in it is empty", () => {
    expect(parseTypedList(" \n;, \r\n")).toEqual({ addresses: [], unreadable: [] });
  });
});

test.each<[string, typed: string, now: string[], after: string[]]>([
  [
    "nothing was typed: it is the list as it is now",
    "a@x.org; b@x.org",
    ["b@x.org", "c@x.org"],
    ["b@x.org", "c@x.org"],
  ],
  [
    "what was added is added",
    "a@x.org\nb@x.org\nd@x.org",
    ["a@x.org", "b@x.org", "c@x.org"],
    ["a@x.org", "b@x.org", "c@x.org", "d@x.org"],
  ],
  ["what was taken out is taken out", "B@x.org", ["a@x.org", "b@x.org", "c@x.org"], ["b@x.org", "c@x.org"]],
  [
    "both added it",
    "a@x.org, b@x.org, C@x.org",
    ["a@x.org", "b@x.org", "c@x.org"],
    ["a@x.org", "b@x.org", "c@x.org"],
  ],
  [
    "what is no address yet stays as it was typed",
    "a@x.org\nb@x.org\n Bob Stone ",
    ["a@x.org"],
    ["a@x.org", "Bob Stone"],
  ],
])("Laid over a list that was changed meanwhile: %s", (_what, typed, now, after) => {
  expect(retypedOver(typed, { from: ["a@x.org", "b@x.org"], now })).toBe(after.join("\n"));
});

test("As many as asked for are named, whole", () => {
  const long = "x".repeat(300);
  expect(someOf([long, "b", "c"], 2)).toBe(`${long}, b and 1 more`);
  expect(someOf([long, "b"], 2)).toBe(`${long}, b`);
});

test.each([
  [["a"], "a"],
  [["a", "b", "c"], "a, b, c"],
  [["a", "b", "c", "d"], "a, b, c and 1 more"],
  [Array.from({ length: 1_203 }, (_, index) => `n${index}`), "n0, n1, n2 and 1,200 more"],
  [["x".repeat(300)], `${"x".repeat(60)}…`],
])("%j are named as %s", (names, words) => {
  expect(fewOf(names)).toBe(words);
});
