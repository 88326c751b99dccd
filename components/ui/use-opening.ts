"use client";
import { useState } from "react";

/** Whether a panel is open; `number` is another at each opening, for a key that lets its fields begin anew. */
export function useOpening() {
  const [isOpen, setOpen] = useState(false);
  const [number, setNumber] = useState(0);
  return {
    isOpen,
    number,
    open: () => {
      setNumber(number + 1);
      setOpen(true);
    },
    close: () => setOpen(false),
  };
}
