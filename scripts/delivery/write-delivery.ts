import { renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** When an archive is zipped and sent: some time after the day that it is named for has begun. */
export type DeliveryTime = { day: string; part?: number; modifiedAt?: Date };

/** `20261124` and so on, as TeleMessage names its files. */
export function deliveryName({ day, part = 1 }: DeliveryTime): string {
  return `${day.replaceAll("-", "")}0000-TeleMessage_${part}_0210.zip`;
}

/** Puts an archive into the delivery folder, whole at once, as a careful sender does. @returns its name */
export function writeDelivery(folder: string, time: DeliveryTime, zip: Uint8Array): string {
  const name = deliveryName(time);
  const path = join(folder, name);
  writeFileSync(`${path}.part`, zip);
  if (time.modifiedAt) utimesSync(`${path}.part`, time.modifiedAt, time.modifiedAt);
  renameSync(`${path}.part`, path);
  return name;
}
