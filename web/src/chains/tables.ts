// Chains as a table to download, with the columns and cells of `Chains.list_rows`.
import type { Chain } from "./chain";
import type { Membership } from "./data";
import { compareTexts, formatGeneral } from "./wording";

const COLUMNS = [
  ...["chain", "step", "from", "from_role", "from_dates", "partnership", "announced"],
  ...["to", "to_role", "to_dates", "strength", "sources", "contradicted_by", "sentence"],
];

// What spreadsheets take for the start of a formula, also behind blanks and invisible characters:
// exports/spreadsheets.py.
const FORMULA = /^(?:[\s\x00-\x1f\u200b\u2060\ufeff]*[=+\-@|\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Return one row for each step of each chain as CSV. */
export function writeTable(chains: readonly Chain[]): string {
  const rows = chains.flatMap((chain, place) =>
    chain.steps.map((step, number) => {
      const label = (node: number) => chain.network.label(node);
      const { first, last } = step;
      return [
        ...[String(place + 1), String(number + 1)],
        ...[label(first.organisation), first.words, first.dates],
        ...[label(first.partnership), chain.network.node(first.partnership).announced],
        ...[label(last.organisation), last.words, last.dates],
        formatStrength(chain.strength),
        sortAll(step.sources.map((source) => source.id)),
        sortAll([first, last].flatMap(listObjectors)),
        step.tell(false),
      ];
    }),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

function listObjectors(one: Membership): string[] {
  return one.objections.map(({ source, says }) => `${source.id}: ${says}`);
}

function sortAll(texts: readonly string[]): string {
  return [...new Set(texts)].sort(compareTexts).join("; ");
}

/** Return a strength with six digits, as Python writes such a number. */
function formatStrength(strength: number): string {
  const shown = formatGeneral(strength, 6);
  return /[.e]/.test(shown) ? shown : `${shown}.0`;
}

function quote(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
