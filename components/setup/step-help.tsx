"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Disclosure } from "#components/ui/disclosure.tsx";
import type { SetupStep } from "#lib/domain/setup.ts";

type Answer = { question: string; answer: string };

/** What admins ask at each step, before they ask somebody else. */
const HELP: Record<SetupStep, readonly Answer[]> = {
  terms: [
    {
      question: "What happens when I accept?",
      answer:
        "Who accepted and when is kept with this connector and in the audit log. Nothing is fetched yet.",
    },
    {
      question: "Can I stop and continue later?",
      answer:
        "Yes, at any step. What you have completed is saved; the Connectors tab and the page of its kind show it as a setup that is not finished.",
    },
  ],
  login: [
    {
      question: "Where do the username and the password come from?",
      answer:
        "From TeleMessage: the company administration account of your archive plan. If you have none, ask TeleMessage support, who can also switch off the SMS PIN of a service account.",
    },
    {
      question: "Archive service or SFTP delivery?",
      answer:
        "Your archive plan states which. With SFTP, TeleMessage gives you the host, the user, the folder, and the fingerprint of the host's key.",
    },
    {
      question: "Who sees the password?",
      answer: "Nobody. It is stored encrypted, used to fetch messages, and never shown again.",
    },
  ],
  "user-mapping": [
    {
      question: "Do I need a custom mapping?",
      answer:
        "Not if the users' e-mail addresses at TeleMessage are those of their mailboxes. Otherwise the file says which mailbox belongs to which number.",
    },
    {
      question: "What if a number changes hands?",
      answer:
        "Give each row the days from and to which it holds. Messages go to whoever had the number when they were sent.",
    },
    {
      question: "What about rows that are refused?",
      answer:
        "The others are used. Each refused row is listed with its line, the reason and what to do; download them, mend them, and upload the whole file again. It can be changed at any time later.",
    },
  ],
  "admin-consent": [
    {
      question: "I am not a global admin. What now?",
      answer:
        "Create a link and send it to one. They need no access to this portal, and this page shows the answer automatically. You may leave in the meantime; the setup is kept.",
    },
    {
      question: "Why the Mailbox Import Export role?",
      answer:
        "Microsoft asks for it of whoever creates a connector. Exchange Online tells who has it in PowerShell only, so you look there and confirm it; your name is recorded.",
    },
    {
      question: "Can it be limited to some mailboxes?",
      answer:
        "Yes, by a scope in Exchange Online (RBAC for Applications). Mailboxes outside of it refuse the import and are listed.",
    },
  ],
  review: [
    {
      question: "What happens when I finish?",
      answer:
        "The first import begins at once and looks back as many days as you say. From then on there is one a day, at the time you choose, also when the clocks change.",
    },
    {
      question: "What can be changed later?",
      answer:
        "The name, the credentials, the default country, the user mapping, the consent, the scope with its list of mailboxes, and the schedule. Not the kind, where its messages are fetched from, or the age of the first import: add another connector for that.",
    },
  ],
};

const useStyles = makeStyles({
  list: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    margin: 0,
    maxWidth: "72ch",
  },
  question: { ...typographyStyles.body1Strong },
  answer: { ...typographyStyles.body1, margin: 0, color: tokens.colorNeutralForeground2 },
});

/** Questions about the step, with their answers, for those who open them. */
export function StepHelp({ step }: { step: SetupStep }) {
  const styles = useStyles();
  return (
    <Disclosure summary="Help with this step">
      <dl className={styles.list}>
        {HELP[step].map(({ question, answer }) => (
          <div key={question}>
            <dt className={styles.question}>{question}</dt>
            <dd className={styles.answer}>{answer}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}
