const began = performance.now();

/** One line about what is being done, with the seconds since the command began. */
export function say(line: string): void {
  console.log(`${elapsed()} ${line}`);
}

/** Says what begins, runs it, says how long it took. */
export async function saying<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  say(`• ${what}…`);
  const result = await work();
  say(`✓ ${what} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
  return result;
}

function elapsed(): string {
  return `[${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s]`;
}
