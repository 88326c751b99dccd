"use client";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

type NarrowedToProps = {
  sentences: readonly string[];
  all: { title: string; href: string };
  /** Where more is told of what the list is narrowed to. */
  more?: { title: string; href: string } | undefined;
};

/** What alone a list shows, and the way back to all of it; nothing where it shows all. */
export function NarrowedTo({ sentences, all, more }: NarrowedToProps) {
  if (sentences.length === 0) return null;
  return (
    <Stack isRow gap="s">
      <Prose as="span">{sentences.join(" ")}</Prose>
      {more && (
        <TextLink keepsPlace href={more.href}>
          {more.title}
        </TextLink>
      )}
      <TextLink keepsPlace href={all.href}>
        {all.title}
      </TextLink>
    </Stack>
  );
}
