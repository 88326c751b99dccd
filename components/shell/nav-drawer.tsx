"use client";
import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
} from "@fluentui/react-components";
import { Dismiss24Regular } from "@fluentui/react-icons";
import { useFocusReturn } from "#components/ui/use-focus-return.ts";
import type { Role } from "#lib/domain/connector.ts";
import { SideNav } from "./side-nav.tsx";

type NavDrawerProps = { roles: readonly Role[]; isOpen: boolean; onClose: () => void };

/** The navigation where there is no room beside the page. */
export function NavDrawer({ roles, isOpen, onClose }: NavDrawerProps) {
  const surface = useFocusReturn();
  return (
    <OverlayDrawer ref={surface} open={isOpen} onOpenChange={onClose} size="small" aria-label="Navigation">
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button
              appearance="subtle"
              aria-label="Close navigation"
              icon={<Dismiss24Regular />}
              onClick={onClose}
            />
          }
        >
          Navigation
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <nav aria-label="Portal">
          <SideNav roles={roles} onFollow={onClose} />
        </nav>
      </DrawerBody>
    </OverlayDrawer>
  );
}
