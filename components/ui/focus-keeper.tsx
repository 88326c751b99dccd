"use client";
import { useFocusFinders } from "@fluentui/react-components";

/** Draws nothing; while it is there, Fluent's keeping of the focus is. */
export function FocusKeeper() {
  useFocusFinders();
  return null;
}
