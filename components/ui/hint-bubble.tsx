"use client";
import { resolvePositioningShorthand, Tooltip, type TooltipProps } from "@fluentui/react-components";

type HintBubbleProps = {
  content: string;
  isShown: boolean;
  positioning: NonNullable<TooltipProps["positioning"]>;
  target: HTMLElement | null;
  onHide: () => void;
  /** The pointer moved from the target onto the bubble. */
  onStay: () => void;
};

/** What a {@link Hint} shows. Screen readers have it from the target. */
export function HintBubble({ content, isShown, positioning, target, onHide, onStay }: HintBubbleProps) {
  return (
    <Tooltip
      relationship="inaccessible"
      withArrow
      visible={isShown}
      onVisibleChange={(_event, { visible }) => {
        if (!visible) onHide();
      }}
      positioning={{ ...resolvePositioningShorthand(positioning), target }}
      content={{ children: content, onPointerEnter: onStay }}
    />
  );
}
