"use client";
import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
} from "@fluentui/react-components";
import { Dismiss24Regular } from "@fluentui/react-icons";
import { SideNav } from "./side-nav.tsx";

/** The navigation where there is no room beside the page. */
export function NavDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <OverlayDrawer open={isOpen} onOpenChange={onClose} size="small" aria-label="Navigation">
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
          <SideNav onFollow={onClose} />
        </nav>
      </DrawerBody>
    </OverlayDrawer>
  );
}
