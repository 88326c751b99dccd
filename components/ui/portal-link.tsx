"use client";
import NextLink from "next/link";
import type { ComponentProps } from "react";
import { useGo } from "./going.ts";

type PortalLinkProps = Omit<ComponentProps<typeof NextLink>, "href" | "prefetch" | "onNavigate"> & {
  href: string;
};

/** A link within the portal: a plain click goes there in place, and whatever is slow to come is seen to be on its way. */
export function PortalLink({ scroll, ...props }: PortalLinkProps) {
  const go = useGo();
  return (
    <NextLink
      {...props}
      prefetch={false}
      onNavigate={(event) => {
        event.preventDefault();
        go(props.href, { scroll: scroll ?? true });
      }}
    />
  );
}
