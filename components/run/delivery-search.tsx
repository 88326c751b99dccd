"use client";
import { Button, Field, makeStyles, SearchBox, tokens } from "@fluentui/react-components";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

/** A mailbox that a search word may mean. */
export type MailboxChoice = { userId: string; mailbox: string; name: string; available: number };

/** Where a search word leads to: to an item, whose deliveries are all of this run or are not, to mailboxes to choose from, or a refusal. */
export type DeliveryFinding =
  | { kind: "item"; itemId: string; deliveries: "here" | "elsewhere" | "none" }
  | { kind: "mailboxes"; mailboxes: readonly MailboxChoice[] }
  | { kind: "refused"; refused: FormState };

const useStyles = makeStyles({
  form: { display: "flex", flexWrap: "wrap", alignItems: "flex-end", gap: tokens.spacingHorizontalS },
  field: { flexGrow: 1, maxWidth: "420px" },
  box: { width: "100%", maxWidth: "none" },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
});

type DeliverySearchProps = {
  find: (text: string) => Promise<DeliveryFinding>;
  /** The addresses that show one item's or one mailbox's deliveries, and what became of an item that has none here. */
  itemHref: (itemId: string) => string;
  traceHref: (itemId: string, isImported: boolean) => string;
  mailboxHref: (userId: string) => string;
};

/** Finds an item by its id, or deliveries by whose mailbox they went to. What was typed never stands in the address. */
export function DeliverySearch({ find, itemHref, traceHref, mailboxHref }: DeliverySearchProps) {
  const styles = useStyles();
  const router = useRouter();
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<FormState>(IDLE);
  const [choices, setChoices] = useState<readonly MailboxChoice[]>([]);
  const [isPending, start] = useTransition();
  const hrefOf = (found: DeliveryFinding) => {
    if (found.kind === "item") {
      const { itemId, deliveries } = found;
      return deliveries === "here" ? itemHref(itemId) : traceHref(itemId, deliveries === "elsewhere");
    }
    const only = found.kind === "mailboxes" && found.mailboxes.length === 1 ? found.mailboxes[0] : undefined;
    return only && mailboxHref(only.userId);
  };
  const submit = (event: React.SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    start(async () => {
      const found = await find(text);
      setRefusal(found.kind === "refused" ? found.refused : IDLE);
      setChoices(found.kind === "mailboxes" ? found.mailboxes : []);
      const href = hrefOf(found);
      if (href !== undefined) router.replace(href, { scroll: false });
    });
  };
  return (
    <search aria-label="Find items and mailboxes">
      <Stack gap="s">
        <form className={styles.form} onSubmit={submit}>
          <Field label="Item ID, mailbox or person" className={styles.field}>
            <SearchBox
              className={styles.box}
              maxLength={1000}
              value={text}
              onChange={(_event, { value }) => setText(value)}
            />
          </Field>
          <Button type="submit" disabledFocusable={isPending || text.trim() === ""}>
            {isPending ? "Looking…" : "Find"}
          </Button>
        </form>
        <FormAnswer state={refusal} refusedTitle="Nothing was found" />
        {choices.length > 1 && (
          <>
            <Prose>Several mailboxes match. Choose one:</Prose>
            <ul className={styles.list}>
              {choices.map(({ userId, mailbox, name, available }) => (
                <li key={userId}>
                  <TextLink keepsPlace href={mailboxHref(userId)}>
                    {mailbox}
                  </TextLink>{" "}
                  ({name}, {available})
                </li>
              ))}
            </ul>
          </>
        )}
      </Stack>
    </search>
  );
}
