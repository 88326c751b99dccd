/** What people write: plain, long, with emoji, from right to left. Numbers and words fill `{n}` and `{w}`. */
export const TEXTS = [
  "On my way, there in {n} minutes.",
  "Can you call me about order {n}?",
  "The client signed. Numbers to follow, ref {n}.",
  "Please move my {n} o'clock to tomorrow.",
  "Running late, start without me.",
  "Confirmed: {n} units at the {w} warehouse.",
  "Thanks! Will send the {w} file tonight.",
  "Did the {w} shipment arrive? Tracking 1Z{n}",
  "Sell {n} at market when it opens. Confirm back.",
  "Lunch at {w}? 🍜",
  "Great work today 🎉👏🏽 {n}/10",
  "Ça marche, à demain à {n} h. Voilà l'adresse : {w}",
  "Schöne Grüße aus München, wir sehen uns um {n} Uhr.",
  "تم استلام الطلب رقم {n}، شكراً لك",
  "הפגישה נדחתה לשעה {n}, נתראה",
  "会議は{n}時からです。よろしくお願いします。",
  "👍",
  "Ok",
  "https://portal.contoso.com/orders/{n}?from=sms&lang=en <- this one",
  "LONG",
] as const;

export const WORDS = ["harbor", "Lyon", "north", "invoice", "pier 9", "Kyoto", "quarterly", "depot"] as const;

/** Ten concatenated SMS, about 1,500 characters. */
export const LONG_TEXT = Array.from(
  { length: 10 },
  (_, part) =>
    `(${part + 1}/10) Following up on the call: the delivery window stays as agreed, the crew signs at the gate, and any change goes through dispatch in writing before noon.`,
).join(" ");
