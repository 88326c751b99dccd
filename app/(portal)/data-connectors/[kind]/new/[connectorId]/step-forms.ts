import { z } from "zod";

// The wizard's forms as a browser sends them. What is in them is judged by the services.

export const loginForm = z.object({
  intent: z.enum(["validate", "next"]).catch("next"),
  name: z.string().trim().max(200),
  username: z.string().trim().max(320),
  /** Empty keeps the stored one. */
  password: z
    .string()
    .max(1000)
    .transform((text) => (text === "" ? undefined : text)),
  defaultCountry: z.string().max(2),
});

/** A switch that is off is not sent. */
const isOn = z
  .string()
  .optional()
  .transform((text) => text !== undefined);

export const mappingForm = z.object({ isAutomatic: isOn, isCustom: isOn });

export const scheduleForm = z.object({
  time: z.string().regex(/^\d{2}:\d{2}$/, "Enter a time of day, for example 02:00."),
  zone: z.string().min(1, "Choose a time zone.").max(100),
  firstImportDays: z.coerce.number({ message: "Enter a number of days." }).int("Enter whole days."),
});
