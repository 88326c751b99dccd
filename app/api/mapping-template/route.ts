import { answer } from "#app/_server/answer.ts";

/** Source: TeleMessage's mapping file, header and sample line; the last two columns are ours and optional. */
const TEMPLATE =
  "External User ID,Microsoft 365 User Mailbox,Valid from,Valid to\r\n445204334324,susan@company.com,,\r\n";

export function GET(): Promise<Response> {
  return answer(async () =>
    Promise.resolve(
      new Response(TEMPLATE, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="mapping-template.csv"',
        },
      }),
    ),
  );
}
