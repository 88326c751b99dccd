import { describe, expect, test } from "vitest";

import { createByteBudget } from "./byte-budget.ts";

const never = new AbortController().signal;
/** Lets everything that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a byte budget", () => {
  test("admits what fits and makes the rest wait for a release", async () => {
    const budget = createByteBudget(10);
    const release = await budget.acquire(8, never);
    let isAdmitted = false;
    void budget.acquire(4, never).then(() => (isAdmitted = true));
    await settled();
    expect(isAdmitted).toBe(false);
    release();
    await settled();
    expect(isAdmitted).toBe(true);
  });

  test("lets a large one have its turn before small ones that came later", async () => {
    const budget = createByteBudget(10);
    const release = await budget.acquire(5, never);
    const order: string[] = [];
    const large = async () => {
      const done = await budget.acquire(9, never);
      order.push("large");
      done();
    };
    const small = async () => {
      await budget.acquire(1, never);
      order.push("small");
    };
    void large();
    void small();
    await settled();
    expect(order).toEqual([]);
    release();
    await settled();
    expect(order).toEqual(["large", "small"]);
  });

  test("counts what is larger than itself as the whole, instead of never admitting it", async () => {
    const budget = createByteBudget(10);
    const release = await budget.acquire(1_000, never);
    let isAdmitted = false;
    void budget.acquire(1, never).then(() => (isAdmitted = true));
    await settled();
    expect(isAdmitted).toBe(false);
    release();
    await settled();
    expect(isAdmitted).toBe(true);
  });

  test("gives nothing back twice", async () => {
    const budget = createByteBudget(10);
    const release = await budget.acquire(6, never);
    release();
    release();
    await budget.acquire(10, never);
    let isAdmitted = false;
    void budget.acquire(1, never).then(() => (isAdmitted = true));
    await settled();
    expect(isAdmitted).toBe(false);
  });

  test("forgets who stops waiting, and admits the next", async () => {
    const budget = createByteBudget(10);
    await budget.acquire(5, never);
    const impatient = new AbortController();
    const waiting = budget.acquire(9, impatient.signal);
    const next = budget.acquire(5, never);
    impatient.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await next;
    await expect(budget.acquire(1, impatient.signal)).rejects.toThrow("gone");
  });
});
