"use client";
import {
  createDOMRenderer,
  FluentProvider,
  type GriffelRenderer,
  RendererProvider,
  renderToStyleElements,
  SSRProvider,
} from "@fluentui/react-components";
import { useServerInsertedHTML } from "next/navigation";
import {
  cloneElement,
  type Attributes,
  type ReactNode,
  useCallback,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { rememberInCookie } from "./cookie.ts";
import { type ThemeChoice, THEME_COOKIE } from "./theme-choice.ts";
import { ThemeContext } from "./theme-context.ts";
import { systemDarkRule, THEMES } from "./themes.ts";

type FluentRootProps = { nonce: string | undefined; initialTheme: ThemeChoice; children: ReactNode };

/** Renders Fluent UI on the server under the page's nonce, and keeps the theme. */
export function FluentRoot({ nonce, initialTheme, children }: FluentRootProps) {
  const [renderer] = useState(() =>
    createDOMRenderer(typeof document === "undefined" ? undefined : document, {
      styleElementAttributes: nonce === undefined ? {} : { nonce },
    }),
  );
  useServerInsertedHTML(() => takeStyles(renderer, nonce));
  const isDarkRuleSent = useRef(false);
  useServerInsertedHTML(() => {
    if (isDarkRuleSent.current) return null;
    isDarkRuleSent.current = true;
    // oxlint-disable-next-line react/no-danger -- our own themes, no data
    return <style nonce={nonce} dangerouslySetInnerHTML={{ __html: systemDarkRule() }} />;
  });

  const [choice, setChoice] = useState(initialTheme);
  const choose = useCallback((next: ThemeChoice) => {
    setChoice(next);
    document.documentElement.dataset["theme"] = next;
    rememberInCookie(THEME_COOKIE, next);
  }, []);
  const isSystemDark = useSyncExternalStore(watchSystem, readSystem, () => false);
  const control = useMemo(() => ({ choice, choose }), [choice, choose]);
  const systemTheme = isSystemDark ? "dark" : "light";
  return (
    <RendererProvider renderer={renderer}>
      <SSRProvider>
        <FluentProvider theme={THEMES[choice === "system" ? systemTheme : choice]}>
          <ThemeContext.Provider value={control}>{children}</ThemeContext.Provider>
        </FluentProvider>
      </SSRProvider>
    </RendererProvider>
  );
}

/** Every rule is sent once: a second copy, later in the document, would win over overrides. */
function takeStyles(renderer: GriffelRenderer, nonce: string | undefined): ReactNode {
  const styles = renderToStyleElements(renderer);
  renderer.stylesheets = {};
  return styles.map((style, index) => {
    const attributes: Attributes & { nonce?: string } = { key: index, ...(nonce && { nonce }) };
    return cloneElement(style, attributes);
  });
}

const DARK = "(prefers-color-scheme: dark)";
const readSystem = () => window.matchMedia(DARK).matches;
function watchSystem(onChange: () => void): () => void {
  const query = window.matchMedia(DARK);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
