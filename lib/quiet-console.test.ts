import { afterEach, expect, test, vi } from "vitest";
import { quietConsole } from "./quiet-console.ts";

afterEach(() => vi.restoreAllMocks());

test.each(["error", "warn"] as const)(
  "what is printed as console.%s names a fault and quotes nothing of it",
  (level) => {
    const printed: unknown[] = [];
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => void printed.push(...parts));
    quietConsole();
    // oxlint-disable-next-line no-console
    console[level]("A page failed:", new TypeError('Received "ada@contoso.example"'));
    const text = printed.join(" ");
    expect(text).toMatch(/^A page failed: TypeError \| at /);
    expect(text).not.toContain("contoso");
  },
);
