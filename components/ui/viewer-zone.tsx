"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { rememberInCookie } from "./cookie.ts";
import { ZONE_COOKIE } from "./zone.ts";

type ViewerZone = { locale: string; zone: string };

const ViewerZoneContext = createContext<ViewerZone>({ locale: "en-US", zone: "UTC" });

/** Where and how the viewer reads times and numbers. */
export function useViewerZone(): ViewerZone {
  return useContext(ViewerZoneContext);
}

type ViewerZoneProviderProps = {
  locale: string;
  /** As the browser told it at an earlier visit; UTC at the first. */
  rememberedZone: string;
  children: ReactNode;
};

/** The server renders in the remembered zone; the browser puts its own in place where it is another. */
export function ViewerZoneProvider({ locale, rememberedZone, children }: ViewerZoneProviderProps) {
  const zone = useSyncExternalStore(neverChanges, browserZone, () => rememberedZone);
  useEffect(() => {
    if (zone !== rememberedZone) rememberInCookie(ZONE_COOKIE, zone);
  }, [zone, rememberedZone]);
  const value = useMemo(() => ({ locale, zone }), [locale, zone]);
  return <ViewerZoneContext.Provider value={value}>{children}</ViewerZoneContext.Provider>;
}

const neverChanges = () => () => undefined;
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
