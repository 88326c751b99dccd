"use client";
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { PortalLink } from "./portal-link.tsx";

const useStyles = makeStyles({
  link: {
    color: tokens.colorBrandForegroundLink,
    textDecorationLine: "none",
    borderRadius: tokens.borderRadiusSmall,
    ":hover": { color: tokens.colorBrandForegroundLinkHover, textDecorationLine: "underline" },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "1px" },
  },
  /** Among words a link must be told by more than its colour. */
  inline: {
    color: "inherit",
    textDecorationLine: "underline",
    ":hover": { color: "inherit", textDecorationLine: "underline" },
  },
  strong: { fontWeight: tokens.fontWeightSemibold },
});

type TextLinkProps = {
  href: string;
  children: ReactNode;
  isInline?: boolean;
  isStrong?: boolean;
  /** Outside of the portal, or a download: the browser loads it. */
  isExternal?: boolean;
  /** Opens something over the page, which stays where it is scrolled to. */
  keepsPlace?: boolean;
  /** A plain click does this instead; a modified one still opens the link's page. */
  onOpen?: (() => void) | undefined;
};

export function TextLink({
  href,
  children,
  isInline,
  isStrong,
  isExternal,
  keepsPlace,
  onOpen,
}: TextLinkProps) {
  const styles = useStyles();
  const className = mergeClasses(styles.link, isInline && styles.inline, isStrong && styles.strong);
  if (isExternal) {
    return (
      <a className={className} href={href} rel="noreferrer">
        {children}
      </a>
    );
  }
  return (
    <PortalLink
      className={className}
      href={href}
      scroll={!keepsPlace}
      onClick={(event) => {
        if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onOpen();
      }}
    >
      {children}
    </PortalLink>
  );
}
