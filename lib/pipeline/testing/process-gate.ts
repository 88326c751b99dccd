/** Thrown by every call of a process that was killed. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** `before` the call's effect, or `after` it and before the answer arrives. */
export type KillMoment = "before" | "after";

/**
 * One process as the outside world sees it: every call to a port goes through here, is counted, and can be the one at
 * which the process is killed. From then on nothing that it still tries has an effect.
 */
export class ProcessGate {
  readonly calls: string[] = [];
  #isDead = false;
  #killAt: number;
  #moment: KillMoment;

  /** @param killAt the number of the fatal call, counted from 1; never by default */
  constructor(killAt = Number.POSITIVE_INFINITY, moment: KillMoment = "before") {
    this.#killAt = killAt;
    this.#moment = moment;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  async call<T>(name: string, effect: () => T | Promise<T>): Promise<T> {
    await Promise.resolve();
    this.#throwIfDead();
    this.calls.push(name);
    const isFatal = this.calls.length === this.#killAt;
    if (isFatal && this.#moment === "before") this.#kill();
    // A failure is an answer too.
    const answer = await settle(effect);
    if (isFatal) this.#kill();
    this.#throwIfDead();
    if (answer.isOk) return answer.value;
    throw answer.error;
  }

  #kill(): never {
    this.#isDead = true;
    throw new Killed();
  }

  #throwIfDead(): void {
    if (this.#isDead) throw new Killed();
  }
}

async function settle<T>(
  effect: () => T | Promise<T>,
): Promise<{ isOk: true; value: T } | { isOk: false; error: unknown }> {
  try {
    return { isOk: true, value: await effect() };
  } catch (error) {
    return { isOk: false, error };
  }
}
