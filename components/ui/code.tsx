"use client";
import { makeStyles, tokens } from "@fluentui/react-components";

const useStyles = makeStyles({
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: "anywhere",
  },
});

/** An id or a hash: every character can be told from the others, and any of them may end a line. */
export function Code({ children }: { children: string }) {
  return <code className={useStyles().code}>{children}</code>;
}
