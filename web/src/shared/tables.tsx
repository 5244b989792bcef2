// Long tables get a filter and columns that sort; without scripts they are plain tables.

import { render } from "preact";
import { useState } from "preact/hooks";
import { fold } from "../search/words";
import { formatNumber } from "./formats";

const MANY = 12;
const order = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

/** Give every table with `data-enhance` sorting, and a filter if it has many rows. */
export function enhanceTables(within: ParentNode): void {
  for (const table of within.querySelectorAll<HTMLTableElement>("table[data-enhance]")) {
    const body = table.tBodies[0];
    // A cell that spans several rows or columns would lose its place.
    if (!body || table.tBodies.length > 1 || table.querySelector("[rowspan],[colspan]")) continue;
    enhanceHeadings(table, body);
    if (body.rows.length >= MANY) addFilter(table, body);
  }
}

function addFilter(table: HTMLTableElement, body: HTMLTableSectionElement): void {
  const place = document.createElement("div");
  const frame = table.parentElement?.matches(".table") ? table.parentElement : table;
  frame.before(place);
  const rows = [...body.rows].map((row) => [row, plain(row.textContent ?? "")] as const);
  const filter = (text: string) => {
    const words = plain(text).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, said] of rows) {
      row.hidden = !words.every((word) => said.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    return shown;
  };
  const what = table.caption?.textContent?.trim() ?? "";
  render(<Filter what={what} rows={rows.length} filter={filter} />, place);
}

interface FilterProps {
  what: string;
  rows: number;
  /** Shows the rows that hold every word; returns how many these are. */
  filter: (text: string) => number;
}

function Filter({ what, rows, filter }: FilterProps) {
  const [shown, setShown] = useState(rows);
  return (
    <p class="filter">
      <label>
        Filter {formatNumber(rows)} rows{what && <span class="unseen"> of {what}</span>}{" "}
        <input
          type="search"
          maxLength={200}
          autocomplete="off"
          onInput={(event) => setShown(filter(event.currentTarget.value))}
        />
      </label>{" "}
      <span role="status">
        {shown === rows ? "" : `${formatNumber(shown)} of ${formatNumber(rows)} shown`}
      </span>
    </p>
  );
}

function enhanceHeadings(table: HTMLTableElement, body: HTMLTableSectionElement): void {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  headings.forEach((heading, column) => {
    const words = heading.textContent?.trim();
    if (!words) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      sortRows(body, column, down);
    });
  });
}

function sortRows(body: HTMLTableSectionElement, column: number, down: boolean): void {
  const keyed = [...body.rows].map((row) => {
    const said = row.cells[column]?.textContent?.trim() ?? "";
    return { row, said, number: readNumber(said) };
  });
  const numeric = keyed.every(({ said, number }) => !said || number !== null);
  const turn = down ? -1 : 1;
  // What is unknown stands last either way.
  keyed.sort((a, b) => {
    if (!a.said || !b.said) return Number(!a.said) - Number(!b.said);
    return turn * (numeric ? a.number! - b.number! : order.compare(a.said, b.said));
  });
  body.append(...keyed.map(({ row }) => row));
}

function readNumber(text: string): number | null {
  const bare = text.replace(/[,£%\s]/g, "").replace("−", "-");
  return /^-?\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
}

function plain(text: string): string {
  return fold(text).normalize("NFKD").replace(/\p{Mn}/gu, "");
}
