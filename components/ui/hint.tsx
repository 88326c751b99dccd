"use client";
import { mergeCallbacks, type TooltipProps, useId, useMergedRefs } from "@fluentui/react-components";
import { cloneElement, type FocusEvent, lazy, type ReactElement, useEffect, useState } from "react";
import { Later } from "./later.tsx";

const HintBubble = lazy(() => import("./hint-bubble.tsx").then((module) => ({ default: module.HintBubble })));
const DELAY_MS = 250;

// Of a button or a link, which have more of their own.
// oxlint-disable-next-line typescript/no-explicit-any
type Trigger = ReactElement<any>;
type HintProps = {
  content: string;
  /** Whether the sentence is the name of what it belongs to, or says more of it. */
  relationship: "label" | "description";
  positioning?: NonNullable<TooltipProps["positioning"]>;
  children: Trigger;
};

/**
 * A sentence that appears where the pointer or the keyboard rests. As Fluent's Tooltip, whose code, with that of placing
 * things, comes at the first of them; what it says is there for screen readers from the start.
 */
export function Hint({ content, relationship, positioning = "above", children }: HintProps) {
  const id = useId("hint-");
  const [target, setTarget] = useState<HTMLElement | null>(null);
  const [wish, setWish] = useState({ isShown: false, delayMs: 0 });
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(wish.isShown), wish.delayMs);
    return () => clearTimeout(timer);
  }, [wish]);
  const turn = (isOn: boolean, delayMs: number) => setWish({ isShown: isOn, delayMs });
  const { props } = children;
  const hasOpened = props["aria-haspopup"] && props["aria-expanded"] === true;
  const isSaid = relationship === "description";
  const trigger = cloneElement(children, {
    ref: useMergedRefs(props.ref, setTarget),
    ...(isSaid ? { "aria-describedby": id } : { "aria-label": content }),
    onPointerEnter: mergeCallbacks(props.onPointerEnter, () => turn(true, DELAY_MS)),
    onPointerLeave: mergeCallbacks(props.onPointerLeave, () => turn(false, DELAY_MS)),
    // A click's focus, or one that a closing panel gives back, asks for no hint.
    onFocus: mergeCallbacks(props.onFocus, (event: FocusEvent) => {
      if (event.target.matches(":focus-visible")) turn(true, DELAY_MS);
    }),
    onBlur: mergeCallbacks(props.onBlur, () => turn(false, 0)),
  });
  return (
    <>
      {trigger}
      {isSaid && (
        <span id={id} hidden>
          {content}
        </span>
      )}
      <Later isWanted={isShown}>
        <HintBubble
          content={content}
          isShown={isShown && !hasOpened}
          positioning={positioning}
          target={target}
          onHide={() => turn(false, 0)}
          onStay={() => turn(true, 0)}
        />
      </Later>
    </>
  );
}

// Fluent's menus then hand what opens them to the button within.
Hint.isFluentTriggerComponent = true;
