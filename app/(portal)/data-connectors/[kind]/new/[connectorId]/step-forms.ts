import { z } from "zod";
import { typedText } from "#lib/domain/outside-text.ts";

// The wizard's forms as a browser sends them. What is in them is judged by the services.

/** Empty keeps the stored one. */
const secret = (length: number) =>
  z
    .string()
    .max(length)
    .default("")
    .transform((text) => (text === "" ? undefined : text));

const account = z.object({
  name: typedText.trim().max(200),
  username: typedText.trim().max(320),
  password: secret(1000),
  defaultCountry: typedText.max(2),
});

const archive = account.extend({ source: z.literal("archive") });
const sftp = account.extend({
  source: z.literal("sftp"),
  host: typedText.max(300),
  port: typedText.max(10),
  folder: typedText.max(2000),
  fingerprint: typedText.max(200),
  loginKind: z.enum(["password", "key"]).catch("password"),
  privateKey: secret(20_000),
  passphrase: secret(1000),
});

export const loginForm = z.discriminatedUnion("source", [archive, sftp]);
export type LoginInput = z.infer<typeof loginForm>;

export const loginIntent = z.enum(["validate", "next"]).catch("next");

/** A switch that is off is not sent. */
const isOn = z
  .string()
  .optional()
  .transform((text) => text !== undefined);

export const mappingForm = z.object({ isAutomatic: isOn, isCustom: isOn });

export const scheduleForm = z.object({
  time: z.string().regex(/^\d{2}:\d{2}$/, "Enter a time of day, for example 02:00."),
  zone: typedText.min(1, "Choose a time zone.").max(100),
  firstImportDays: z.coerce.number({ message: "Enter a number of days." }).int("Enter whole days."),
});
