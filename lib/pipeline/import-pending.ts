import { createByteBudget } from "./byte-budget.ts";
import { createDeliveryLine } from "./delivery-line.ts";
import type { ImportCourse } from "./import-course.ts";
import { importDelivery, type Way } from "./import-delivery.ts";
import { MAX_SLEEP_MS, REQUESTS_IN_FLIGHT, type Lane } from "./lane.ts";
import type { DeliveryToImport } from "./ports/lane-store.ts";

/** Those that have their turn at the mailbox, and as many again that are being read meanwhile. */
const AT_WORK = 2 * REQUESTS_IN_FLIGHT;

export type ImportEnd = { kind: "drained" } | { kind: "stopped" } | { kind: "waiting"; until: Date };

/**
 * Imports what is pending in the lane, oldest first, four requests in flight without a pause between them. Outcomes are
 * written before more is taken, and always before this returns or throws.
 * @throws Failure: permanent with scope mailbox or connector, or transient when tries run out
 */
export async function importPending(lane: Lane, course: ImportCourse): Promise<ImportEnd> {
  const { deps, pulse, fence } = lane;
  const line = createDeliveryLine(lane);
  const way: Way = {
    folderId: () => course.folderId,
    turns: createByteBudget(REQUESTS_IN_FLIGHT),
    isOpen: () => course.isOpen(),
  };
  const atWork = new Set<Promise<void>>();
  const faults: unknown[] = [];
  let isRefilling = false;

  const track = (work: Promise<void>) => {
    const tracked = work
      .catch((error: unknown) => void faults.push(error))
      .finally(() => atWork.delete(tracked));
    atWork.add(tracked);
  };

  const refill = async () => {
    isRefilling = true;
    await line.refill().finally(() => {
      isRefilling = false;
    });
  };

  const carryOut = async (delivery: DeliveryToImport) => {
    const folderIdBefore = course.folderId;
    const attempt = await importDelivery(lane, way, delivery);
    pulse.progress();
    await course.note(line, delivery, attempt, folderIdBefore);
  };

  const startWork = () => {
    if (line.isLow && !isRefilling) track(refill());
    while (atWork.size - Number(isRefilling) < AT_WORK) {
      const delivery = line.next();
      if (!delivery) return;
      track(carryOut(delivery));
    }
  };

  /** Asked when nothing is in flight. */
  const findEnd = (): ImportEnd | undefined => {
    if (pulse.isStopRequested) return { kind: "stopped" };
    const remainingMs = fence.remainingMs(deps.clock.now());
    if (remainingMs > MAX_SLEEP_MS) {
      return { kind: "waiting", until: new Date(deps.clock.now().getTime() + remainingMs) };
    }
    return line.isEmpty ? { kind: "drained" } : undefined;
  };

  try {
    for (;;) {
      pulse.signal.throwIfAborted();
      if (faults.length > 0) throw faults[0];
      if (course.isOpen()) startWork();
      if (atWork.size > 0) {
        await Promise.race(atWork);
        continue;
      }
      if (course.halt) throw course.halt;
      const end = findEnd();
      if (end) {
        await line.close();
        return end;
      }
      await pulse.sleep(fence.remainingMs(deps.clock.now()));
    }
  } catch (error) {
    await Promise.all(atWork);
    // What is known saves a look-up. Where even this fails, the rows still say *posting*.
    await line.close().catch(() => undefined);
    throw error;
  }
}
