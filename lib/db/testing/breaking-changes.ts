// Statements after which processes of the version before, which go on beside the new schema, fail or write what it refuses.
const BREAKING: [what: string, pattern: RegExp][] = [
  [
    "takes away what the version before reads",
    /\bDROP (?:COLUMN|TABLE|VIEW|MATERIALIZED VIEW|FUNCTION|TYPE|SCHEMA)\b/gi,
  ],
  ["takes away a value that the version before leaves to it", /\bDROP DEFAULT\b/gi],
  ["renames what the version before names", /\bRENAME\b/gi],
  ["asks for a value that the version before may leave out", /\bSET NOT NULL\b/gi],
  [
    "changes a type that the version before reads and writes",
    /\bALTER TYPE\b|\bALTER (?:COLUMN )?\w+ (?:SET DATA )?TYPE\b/gi,
  ],
  ["takes a right from the product's role", /\bREVOKE\b[^;]*\bFROM\b[^;]*\bmac_app\b/gi],
];

const ADDED_COLUMN =
  /\bADD (?:COLUMN )?(?!(?:CONSTRAINT|CHECK|PRIMARY|UNIQUE|FOREIGN|EXCLUDE|VALUE|COLUMN)\b)[^;]*?(?=,\s*(?:ADD|ALTER|DROP)\b|;|$)/gi;

/** What of a migration the version before does not bear, each with the words that do it; comments are not looked at. */
export function breakingChangesIn(migration: string): string[] {
  const sql = migration
    .replaceAll(/--.*$/gm, "")
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/\s+/g, " ");
  const changes = BREAKING.flatMap(([what, pattern]) =>
    [...sql.matchAll(pattern)].map(([words]) => `${what}: ${words}`),
  );
  const columns = [...sql.matchAll(ADDED_COLUMN)]
    .map(([words]) => words)
    .filter((words) => isNeeded(words.replaceAll(/\bIS NOT NULL\b/gi, "")));
  return [
    ...changes,
    ...columns.map((words) => `adds a column that the version before does not fill: ${words}`),
  ];
}

function isNeeded(column: string): boolean {
  return (
    /\bNOT NULL\b|\bPRIMARY KEY\b/i.test(column) && !/\bDEFAULT\b|\bGENERATED\b|\b\w*serial\b/i.test(column)
  );
}
