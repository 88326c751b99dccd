"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useEffect, useRef } from "react";
import { useGoingTo } from "./going.ts";
import { PortalLink } from "./portal-link.tsx";

const useStyles = makeStyles({
  list: {
    display: "flex",
    columnGap: tokens.spacingHorizontalXL,
    listStyleType: "none",
    margin: 0,
    padding: 0,
    // More tabs than room are scrolled to, by finger or by the keyboard's focus.
    overflowX: "auto",
    scrollbarWidth: "none",
    boxShadow: `inset 0 -1px 0 ${tokens.colorNeutralStroke2}`,
  },
  tab: {
    ...typographyStyles.body1,
    position: "relative",
    display: "block",
    whiteSpace: "nowrap",
    paddingBlock: tokens.spacingVerticalMNudge,
    paddingInline: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: "none",
    borderRadius: tokens.borderRadiusMedium,
    "::after": {
      content: '""',
      position: "absolute",
      insetInline: tokens.spacingHorizontalXS,
      bottom: 0,
      height: tokens.strokeWidthThicker,
      borderRadius: tokens.borderRadiusCircular,
      backgroundColor: "transparent",
    },
    ":hover": { color: tokens.colorNeutralForeground1 },
    ":hover::after": { backgroundColor: tokens.colorNeutralStroke1Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
    "&[data-coming]::after": { backgroundColor: tokens.colorNeutralStroke1Pressed },
    '&[aria-current="page"]': {
      color: tokens.colorNeutralForeground1,
      fontWeight: tokens.fontWeightSemibold,
      "::after": { backgroundColor: tokens.colorCompoundBrandStroke },
    },
  },
});

/** What is left to see of the tab before the current one. */
const LEAD_PX = 56;

type RouteTabsProps = {
  label: string;
  tabs: readonly { title: string; href: string; isCurrent: boolean }[];
  /** They change a part of the page, which stays where it is scrolled to. */
  keepPlace?: boolean;
};

/** Tabs that are pages of their own: links, so that each has an address and a place in the history. */
export function RouteTabs({ label, tabs, keepPlace = false }: RouteTabsProps) {
  const styles = useStyles();
  const goingTo = useGoingTo();
  const list = useRef<HTMLUListElement>(null);
  const current = tabs.find(({ isCurrent }) => isCurrent)?.href;
  useEffect(() => {
    if (current === undefined) return;
    // Where there is less room than tabs, the current one is in sight.
    const tab = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (tab && list.current) list.current.scrollLeft = tab.offsetLeft - list.current.offsetLeft - LEAD_PX;
  }, [current]);
  return (
    <nav aria-label={label}>
      <ul ref={list} className={styles.list}>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <PortalLink
              className={styles.tab}
              href={tab.href}
              scroll={!keepPlace}
              aria-current={tab.isCurrent ? "page" : undefined}
              data-coming={tab.href === goingTo ? "" : undefined}
            >
              {tab.title}
            </PortalLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
