"use client";
import { Button, mergeClasses } from "@fluentui/react-components";
import { Navigation20Regular } from "@fluentui/react-icons";
import type { ReactNode } from "react";
import { PortalLink } from "#components/ui/portal-link.tsx";
import { paths } from "#lib/paths.ts";
import { BrandMark } from "./brand-mark.tsx";
import { useHeaderStyles } from "./header-styles.ts";

type SuiteHeaderProps = {
  /** Opens the navigation where it does not stand beside the page. */
  onOpenNav?: () => void;
  children?: ReactNode;
};

/** The bar at the top of every page, as in every Microsoft 365 admin center. */
export function SuiteHeader({ onOpenNav, children }: SuiteHeaderProps) {
  const styles = useHeaderStyles();
  return (
    <header className={styles.header}>
      {onOpenNav && (
        <Button
          appearance="transparent"
          className={mergeClasses(styles.button, styles.narrowOnly)}
          icon={<Navigation20Regular />}
          aria-label="Open navigation"
          onClick={onOpenNav}
        />
      )}
      <PortalLink href={paths.gallery} className={styles.home}>
        <BrandMark />
        <span className={styles.homeName}>Mobile Archive Connectors</span>
      </PortalLink>
      <div className={styles.push} />
      {children}
    </header>
  );
}
