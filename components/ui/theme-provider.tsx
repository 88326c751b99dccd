"use client";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { rememberInCookie } from "./cookie.ts";
import { type ThemeChoice, THEME_COOKIE } from "./theme-choice.ts";

type ThemeControl = { choice: ThemeChoice; choose: (choice: ThemeChoice) => void };

const ThemeContext = createContext<ThemeControl>({ choice: "system", choose: () => undefined });

export function useThemeControl(): ThemeControl {
  return useContext(ThemeContext);
}

/** The choice is an attribute of the page, which the style sheet goes by, and a cookie, which the server renders by. */
export function ThemeProvider({ initial, children }: { initial: ThemeChoice; children: ReactNode }) {
  const [choice, setChoice] = useState(initial);
  const control = useMemo(
    () => ({
      choice,
      choose(next: ThemeChoice) {
        setChoice(next);
        document.documentElement.dataset["theme"] = next;
        rememberInCookie(THEME_COOKIE, next);
      },
    }),
    [choice],
  );
  return <ThemeContext.Provider value={control}>{children}</ThemeContext.Provider>;
}
