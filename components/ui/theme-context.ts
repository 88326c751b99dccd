"use client";
import { createContext, useContext } from "react";
import type { ThemeChoice } from "./theme-choice.ts";

type ThemeControl = { choice: ThemeChoice; choose: (choice: ThemeChoice) => void };

export const ThemeContext = createContext<ThemeControl>({ choice: "system", choose: () => undefined });

export function useThemeControl(): ThemeControl {
  return useContext(ThemeContext);
}
