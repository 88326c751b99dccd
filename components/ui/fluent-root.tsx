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
import { type Attributes, cloneElement, type ReactNode, useState } from "react";

type FluentRootProps = { nonce: string | undefined; children: ReactNode };

/** The tokens are variables of the page, from its own style sheet. */
const NO_TOKENS = {};

/** Renders Fluent UI on the server, its styles under the page's nonce. */
export function FluentRoot({ nonce, children }: FluentRootProps) {
  const [renderer] = useState(() =>
    createDOMRenderer(typeof document === "undefined" ? undefined : document, {
      styleElementAttributes: nonce === undefined ? {} : { nonce },
    }),
  );
  useServerInsertedHTML(() => takeStyles(renderer, nonce));
  return (
    <RendererProvider renderer={renderer}>
      <SSRProvider>
        <FluentProvider theme={NO_TOKENS}>{children}</FluentProvider>
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
