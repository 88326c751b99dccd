"use client";
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import {
  AppsListDetail20Filled,
  AppsListDetail20Regular,
  ClipboardTextLtr20Filled,
  ClipboardTextLtr20Regular,
  type FluentIcon,
  PlugConnected20Filled,
  PlugConnected20Regular,
  Settings20Filled,
  Settings20Regular,
} from "@fluentui/react-icons";
import { Hint } from "#components/ui/hint.tsx";
import { PortalLink } from "#components/ui/portal-link.tsx";
import { usePathname } from "next/navigation";
import { type ConnectorAction, isAllowed, type Role } from "#lib/domain/connector.ts";
import { paths } from "#lib/paths.ts";

type Place = {
  title: string;
  href: string;
  icon: FluentIcon;
  currentIcon: FluentIcon;
  /** Shown to those who may do this. */
  needs?: ConnectorAction;
};

const PLACES: readonly Place[] = [
  {
    title: "Data connectors",
    href: paths.gallery,
    icon: AppsListDetail20Regular,
    currentIcon: AppsListDetail20Filled,
  },
  {
    title: "Connectors",
    href: paths.connectors,
    icon: PlugConnected20Regular,
    currentIcon: PlugConnected20Filled,
  },
  {
    title: "Audit log",
    href: paths.auditLog,
    icon: ClipboardTextLtr20Regular,
    currentIcon: ClipboardTextLtr20Filled,
    needs: "read-audit",
  },
  { title: "Settings", href: paths.settings, icon: Settings20Regular, currentIcon: Settings20Filled },
];

const useStyles = makeStyles({
  list: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXXS,
    listStyleType: "none",
    margin: 0,
    padding: 0,
  },
  link: {
    ...typographyStyles.body1,
    position: "relative",
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    minHeight: "40px",
    paddingInline: "10px",
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: "none",
    ":hover": {
      backgroundColor: tokens.colorSubtleBackgroundHover,
      color: tokens.colorNeutralForeground2Hover,
    },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
    '&[aria-current="page"]': {
      color: tokens.colorNeutralForeground2Selected,
      fontWeight: tokens.fontWeightSemibold,
      backgroundColor: tokens.colorSubtleBackgroundSelected,
    },
    '&[aria-current="page"]::before': {
      content: '""',
      position: "absolute",
      insetInlineStart: 0,
      insetBlock: "11px",
      width: "3px",
      borderRadius: tokens.borderRadiusCircular,
      backgroundColor: tokens.colorNeutralForeground2BrandSelected,
    },
  },
  icon: { flexShrink: 0 },
  currentIcon: { color: tokens.colorNeutralForeground2BrandSelected },
});

type SideNavProps = { roles: readonly Role[]; isCollapsed?: boolean; onFollow?: () => void };

/** The portal's places; signs alone while it is collapsed. */
export function SideNav({ roles, isCollapsed = false, onFollow }: SideNavProps) {
  const pathname = usePathname();
  const places = PLACES.filter(({ needs }) => needs === undefined || isAllowed(roles, needs));
  return (
    <ul className={useStyles().list}>
      {places.map((place) => (
        <li key={place.href}>
          <PlaceLink
            place={place}
            isCurrent={currentPlace(pathname) === place.href}
            isCollapsed={isCollapsed}
            {...(onFollow && { onFollow })}
          />
        </li>
      ))}
    </ul>
  );
}

type PlaceLinkProps = { place: Place; isCurrent: boolean; isCollapsed: boolean; onFollow?: () => void };

function PlaceLink({ place, isCurrent, isCollapsed, onFollow }: PlaceLinkProps) {
  const styles = useStyles();
  const Icon = isCurrent ? place.currentIcon : place.icon;
  const link = (
    <PortalLink
      href={place.href}
      className={styles.link}
      aria-current={isCurrent ? "page" : undefined}
      {...(isCollapsed && { "aria-label": place.title })}
      {...(onFollow && { onClick: onFollow })}
    >
      <Icon className={mergeClasses(styles.icon, isCurrent && styles.currentIcon)} aria-hidden="true" />
      {!isCollapsed && place.title}
    </PortalLink>
  );
  if (!isCollapsed) return link;
  return (
    <Hint content={place.title} relationship="label" positioning="after">
      {link}
    </Hint>
  );
}

/** A connector and its runs belong to the list of connectors; kinds and the wizard belong to the gallery. */
function currentPlace(pathname: string): string {
  if (pathname.startsWith(paths.auditLog)) return paths.auditLog;
  if (pathname.startsWith(paths.alerts)) return paths.alerts;
  if (pathname.startsWith(paths.settings)) return paths.settings;
  return pathname.startsWith(paths.connectors) ? paths.connectors : paths.gallery;
}
