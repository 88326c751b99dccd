"use client";
import { Button, type ButtonProps } from "@fluentui/react-components";
import type { ReactElement, ReactNode } from "react";
import { Hint } from "./hint.tsx";

type ReasonedButtonProps = {
  children: ReactNode;
  /** `true`, or the sentence that says why not now. */
  can: true | string;
  onClick?: () => void;
  appearance?: NonNullable<ButtonProps["appearance"]>;
  icon?: ReactElement;
  type?: "button" | "submit";
  isBusy?: boolean;
  /** For a screen reader, where what the button shows does not say of which line it is. */
  name?: string;
};

/** A button that is not allowed now is shown, can be reached by keyboard, and says why. */
export function ReasonedButton(props: ReasonedButtonProps) {
  const { can, appearance = "secondary", type = "button", isBusy = false } = props;
  const button = (
    <Button
      type={can === true ? type : "button"}
      appearance={appearance}
      disabledFocusable={can !== true || isBusy}
      {...(props.name !== undefined && { "aria-label": props.name })}
      {...(props.icon && { icon: props.icon })}
      {...(can === true && props.onClick && { onClick: props.onClick })}
    >
      {props.children}
    </Button>
  );
  if (can === true) return button;
  return (
    <Hint content={can} relationship="description">
      {button}
    </Hint>
  );
}
