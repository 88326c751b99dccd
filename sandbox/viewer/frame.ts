import { html, page, type Html } from "../html.ts";
import { type Answer } from "../http/reply.ts";

export interface Crumb {
  readonly href: string;
  readonly label: string;
}

export interface Column {
  readonly label: string;
  readonly numeric?: boolean;
}

/** A page of the viewer: heading, the way to it, content. */
export function viewerPage(title: string, path: readonly Crumb[], content: Html, status = 200): Answer {
  const crumbs = path.map((crumb) => html`<li><a href="${crumb.href}">${crumb.label}</a></li>`);
  return page(
    status,
    `${title} – sandbox mailboxes`,
    html`<header class="top">
        <p><a href="/">Sandbox mailboxes</a> – a stand-in for Microsoft 365, with nothing real in it</p>
      </header>
      <main>
        <nav class="path" aria-label="Breadcrumb">
          <ol>
            ${crumbs}
            <li aria-current="page">${title}</li>
          </ol>
        </nav>
        <h1>${title}</h1>
        ${content}
      </main>`,
  );
}

export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Html | string | number)[])[],
): Html {
  if (rows.length === 0) return html`<p class="soft">${caption}: none.</p>`;
  const head = columns.map((column) => html`<th scope="col" ${numericClass(column)}>${column.label}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, at) => html`<td${numericClass(columns[at])}>${cell}</td>`)}
      </tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

/** Links to the page before and after. */
export function pager(base: string, pageNumber: number, hasMore: boolean): Html {
  const before =
    pageNumber > 1 ? html`<a rel="prev" href="${base}?page=${pageNumber - 1}">Previous page</a>` : undefined;
  const after = hasMore ? html`<a rel="next" href="${base}?page=${pageNumber + 1}">Next page</a>` : undefined;
  return before === undefined && after === undefined
    ? html``
    : html`<nav class="pages" aria-label="Pages">${before}${after}</nav>`;
}

export function link(href: string, label: string): Html {
  return html`<a href="${href}">${label}</a>`;
}

function numericClass(column: Column | undefined): Html {
  return column?.numeric === true ? html` class="n"` : html``;
}
