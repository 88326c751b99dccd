"use client";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

type NarrowedToProps = { sentences: readonly string[]; all: { title: string; href: string } };

/** What alone a list shows, and the way back to all of it; nothing where it shows all. */
export function NarrowedTo({ sentences, all }: NarrowedToProps) {
  if (sentences.length === 0) return null;
  return (
    <Stack isRow gap="s">
      <Prose as="span">{sentences.join(" ")}</Prose>
      <TextLink keepsPlace href={all.href}>
        {all.title}
      </TextLink>
    </Stack>
  );
}
