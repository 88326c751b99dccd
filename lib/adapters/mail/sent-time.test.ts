import { expect, test } from "vitest";
import { parseDateHeader } from "./sent-time.ts";

test.each([
  ["Sat, 21 Nov 2026 14:03:22 +0000", "2026-11-21T14:03:22.000Z"],
  ["Sat, 24 Feb 2007 13:25:29 -0500 (EST)", "2007-02-24T18:25:29.000Z"],
  ["Fri, 01 Aug 2008 17:23:50 GMT", "2008-08-01T17:23:50.000Z"],
  ["1 August 2008 17:23 PDT", "2008-08-02T00:23:00.000Z"],
  ["Mon,  1 Dec 2008 14:21:45 +0530", "2008-12-01T08:51:45.000Z"],
  ["1 Dec 08 14:21:45", "2008-12-01T14:21:45.000Z"],
  ["1 Dec 99 14:21:45 Z", "1999-12-01T14:21:45.000Z"],
  ["31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00.000Z"],
  ["2026-11-21T14:03:22.125+01:00", "2026-11-21T13:03:22.000Z"],
  ["2026-11-21 14:03:22", "2026-11-21T14:03:22.000Z"],
])("%s is %s", (header, expected) => {
  expect(parseDateHeader(header)?.toISOString()).toBe(expected);
});

test.each([
  undefined,
  "",
  "yesterday",
  "Blursday, 41 Nov 2026 27:61:00 +9900",
  "Sat, 21 Nov 2026 14:03:22 +9900",
  "Sat, 21 Nov 2026 14:03:22 +0175",
  "Tue, 31 Feb 2026 14:03:22 +0000",
  "Sat, 21 Smarch 2026 14:03:22 +0000",
  "Sun, 31 Dec 1989 23:59:59 +0000",
  "Thu, 1 Jan 1970 00:00:00 +0000",
  "1795269802000",
])("%s is no time that an item was sent at", (header) => {
  expect(parseDateHeader(header)).toBeUndefined();
});
