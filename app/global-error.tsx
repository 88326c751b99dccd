"use client";

type GlobalFaultProps = { error: Error & { digest?: string } };

/** Not even the frame could be drawn: plain words without any component. */
export default function GlobalFault({ error }: GlobalFaultProps) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong | Mobile Archive Connectors</title>
        <main>
          <h1>This page could not be shown</h1>
          <p>
            Something went wrong on our side; imports are not affected. If it happens again, give support the
            correlation ID {error.digest ?? "of the portal's log, at this time"}.
          </p>
          <button type="button" onClick={() => window.location.reload()}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
