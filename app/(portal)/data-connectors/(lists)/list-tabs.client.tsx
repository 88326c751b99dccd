"use client";
import { usePathname } from "next/navigation";
import { RouteTabs } from "#components/ui/route-tabs.tsx";
import { paths } from "#lib/paths.ts";

export function ListTabs() {
  const pathname = usePathname();
  return (
    <RouteTabs
      label="Data connectors"
      tabs={[
        { title: "Overview", href: paths.gallery, isCurrent: pathname === paths.gallery },
        { title: "Connectors", href: paths.connectors, isCurrent: pathname.startsWith(paths.connectors) },
      ]}
    />
  );
}
