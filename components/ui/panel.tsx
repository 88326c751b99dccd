"use client";
import {
  Button,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
} from "@fluentui/react-components";
import { Dismiss24Regular } from "@fluentui/react-icons";
import type { ReactNode } from "react";
import { useFocusReturn } from "./use-focus-return.ts";

type PanelProps = {
  isOpen: boolean;
  title: string;
  children: ReactNode;
  foot: ReactNode;
  onClose: () => void;
};

/** Slides in from the right, over the page that it belongs to. */
export function Panel({ isOpen, title, children, foot, onClose }: PanelProps) {
  const surface = useFocusReturn();
  return (
    <OverlayDrawer
      ref={surface}
      position="end"
      size="medium"
      open={isOpen}
      onOpenChange={onClose}
      aria-label={title}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button appearance="subtle" aria-label="Close" icon={<Dismiss24Regular />} onClick={onClose} />
          }
        >
          {title}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>{children}</DrawerBody>
      <DrawerFooter>{foot}</DrawerFooter>
    </OverlayDrawer>
  );
}
