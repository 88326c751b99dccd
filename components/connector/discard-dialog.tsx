"use client";
import { ConfirmLater } from "#components/ui/confirm-later.tsx";

type DiscardDialogProps = { isOpen: boolean; onClose: () => void; onDiscard: () => void };

export function DiscardDialog({ isOpen, onClose, onDiscard }: DiscardDialogProps) {
  return (
    <ConfirmLater
      isOpen={isOpen}
      onClose={onClose}
      title="Discard this setup?"
      confirmLabel="Discard"
      onConfirm={onDiscard}
    >
      Everything entered so far is forgotten, the stored credentials and the uploaded mapping included. No
      import has been made with it.
    </ConfirmLater>
  );
}
