"use client";
import { Button, type ButtonProps } from "@fluentui/react-components";
import type { ReactElement, ReactNode } from "react";
import { useLinkClick } from "./use-link-click.ts";

type LinkButtonProps = {
  href: string;
  children: ReactNode;
  appearance?: NonNullable<ButtonProps["appearance"]>;
  icon?: ReactElement;
  /** Outside of the portal, or a download: the browser loads it. */
  isExternal?: boolean;
};

/** A link that looks like a button, because it is the page's next step. */
export function LinkButton({ href, children, appearance = "secondary", icon, isExternal }: LinkButtonProps) {
  const follow = useLinkClick(href);
  return (
    <Button
      as="a"
      href={href}
      appearance={appearance}
      {...(icon && { icon })}
      {...(!isExternal && { onClick: follow })}
    >
      {children}
    </Button>
  );
}
