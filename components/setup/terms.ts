/** What an organization agrees to before its messages are moved, in plain words. */
export const TERMS = [
  {
    title: "You may archive these messages.",
    text: "The phones belong to your organization, or their owners have agreed, and the people concerned have been told as the law where they live requires.",
  },
  {
    title: "You have a contract with TeleMessage.",
    text: "TeleMessage collects the messages from the carrier under its own terms. This connector signs in with the account that you name in the next step, reads the archive, and changes nothing there.",
  },
  {
    title: "What is stored, and where.",
    text: "Each message is kept encrypted in your organization's staging storage until it has been imported and read back, and for a grace time after that. Then it is deleted, with a record of the deletion. The copy that lasts is the one in the mailbox.",
  },
  {
    title: "What is not imported.",
    text: "An attachment larger than 10 MB is left out and named in the message. An item none of whose participants has a mailbox is not imported. Both are listed, and the originals are kept.",
  },
  {
    title: "What is written down.",
    text: "Who sets up, changes, runs or stops a connector is recorded with the time. Message text and passwords are never written to a log. Telephone numbers and addresses are recorded in the audit log alone, where they are what somebody changed; administrators and auditors can read it.",
  },
  {
    title: "You can stop at any time.",
    text: "Pausing or removing the connector ends the import. Messages that are in mailboxes already stay there, under your own retention policies.",
  },
] as const;
