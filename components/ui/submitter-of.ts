"use client";
import { startTransition } from "react";

/** Submits without the browser's reset of the form, which would show what was there before the viewer typed. */
export function submitterOf(submit: (form: FormData) => void) {
  return (event: React.SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    startTransition(() => submit(typed));
  };
}
