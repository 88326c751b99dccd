import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { parse } from "csv-parse/sync";

export type CsvFile = { fileName: string; text: string; records: string[][] };

/** Clicks what downloads a CSV file, and reads it as a spreadsheet would: a byte order mark is no part of a cell. */
export async function downloadCsv(page: Page, control: Locator): Promise<CsvFile> {
  const [download] = await Promise.all([page.waitForEvent("download"), control.click()]);
  const text = await readFile(await download.path(), "utf8");
  const records = parse(text, { bom: true, relaxColumnCount: true, skipEmptyLines: true });
  return { fileName: download.suggestedFilename(), text, records };
}
