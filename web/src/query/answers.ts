// What a query gave: rows, a yes or no, or triples; and how terms are read and written.

import { listVariables, readTokens, selectsAll } from "./tokens";

export interface Term {
  type: "uri" | "literal" | "bnode" | "triple";
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

export type Row = (Term | null)[];

export interface Answer {
  kind: "rows" | "boolean" | "graph";
  columns: string[];
  // Rows, or triples as rows of three: at most MOST_KEPT of them.
  rows: Row[];
  // How many there are; `cut` where the engine stopped there and there may be more.
  total: number;
  cut: boolean;
  boolean: boolean;
  seconds: number;
}

export const MOST_KEPT = 5000;
export const MOST_ASKED = 100_000;
export const PARTS = ["subject", "predicate", "object"];

interface Results {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, unknown>[] };
}

// Returns the answer in a W3C result in JSON. `text` is the query, which gives the columns order.
export function readResults(text: string, written: string, seconds: number): Answer {
  const results = JSON.parse(written) as Results;
  const answer: Answer = {
    kind: "rows", columns: [], rows: [], total: 0, cut: false, boolean: false, seconds,
  };
  if (typeof results.boolean === "boolean") {
    return { ...answer, kind: "boolean", boolean: results.boolean };
  }
  const tokens = readTokens(text);
  const given = results.head.vars ?? [];
  let columns = given;
  if (selectsAll(tokens)) {
    const order = listVariables(tokens).filter((name) => given.includes(name));
    columns = [...order, ...given.filter((name) => !order.includes(name))];
  }
  const bindings = results.results?.bindings ?? [];
  const total = Math.min(bindings.length, MOST_ASKED);
  const rows = bindings.slice(0, MOST_KEPT).map(
    (binding) => columns.map((name) => readTerm(binding[name])),
  );
  return { ...answer, columns, rows, total, cut: bindings.length > MOST_ASKED };
}

function readTerm(given: unknown): Term | null {
  if (!given || typeof given !== "object") return null;
  const term = given as { type: string; value: unknown };
  if (term.type === "typed-literal") return { ...term, type: "literal" } as Term;
  if (term.type === "triple") {
    const parts = term.value as Record<string, unknown>;
    const shown = PARTS.map((part) => writeTerm(readTerm(parts[part])));
    return { type: "triple", value: `<<( ${shown.join(" ")} )>>` };
  }
  return term as Term;
}

const TRIPLE = new RegExp(
  '^(<[^>]*>|_:\\S+) (<[^>]*>) (<[^>]*>|_:\\S+|"(?:[^"\\\\]|\\\\.)*"'
    + "(?:\\^\\^<[^>]*>|@[A-Za-z0-9-]+)?|<<.*>>) \\.$",
);

// Returns the triples in N-Triples, sorted and each once.
export function readTriples(written: string, seconds: number): Answer {
  const lines = [...new Set(written.split("\n").filter((line) => line && line[0] !== "#"))].sort();
  const rows = lines.slice(0, MOST_KEPT).map((line): Row => {
    const found = TRIPLE.exec(line);
    if (!found) return [null, null, { type: "literal", value: line }];
    return found.slice(1, 4).map((piece) => readNode(piece ?? ""));
  });
  return {
    kind: "graph", columns: PARTS, rows, total: lines.length, cut: lines.length > MOST_ASKED,
    boolean: false, seconds,
  };
}

// Returns triples that came as terms, in the order in which N-Triples are shown.
export function readList(triples: unknown[][], seconds: number): Answer {
  const rows = triples
    .map((triple) => triple.map(readTerm))
    .map((row) => [row.map(writeTerm).join(" "), row] as const)
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, row]) => row);
  return {
    kind: "graph", columns: PARTS, rows, total: rows.length, cut: false, boolean: false, seconds,
  };
}

function readNode(piece: string): Term {
  if (piece.startsWith("<<")) return { type: "triple", value: piece };
  if (piece.startsWith("<")) return { type: "uri", value: unescape(piece.slice(1, -1)) };
  if (piece.startsWith("_:")) return { type: "bnode", value: piece.slice(2) };
  const end = piece.lastIndexOf('"');
  const [value, rest] = [unescape(piece.slice(1, end)), piece.slice(end + 1)];
  if (rest.startsWith("^^")) return { type: "literal", value, datatype: rest.slice(3, -1) };
  if (rest.startsWith("@")) return { type: "literal", value, "xml:lang": rest.slice(1) };
  return { type: "literal", value };
}

const ESCAPES: Record<string, string> = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
    one ? (ESCAPES[one] ?? one) : String.fromCodePoint(parseInt(four ?? eight, 16)));
}

// Returns a term as N-Triples and SPARQL have it.
export function writeTerm(term: Term | null): string {
  if (!term) return "";
  if (term.type === "uri") return `<${term.value}>`;
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "triple") return term.value;
  const text = JSON.stringify(term.value);
  if (term["xml:lang"]) return `${text}@${term["xml:lang"]}`;
  return term.datatype ? `${text}^^<${term.datatype}>` : text;
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map(
    (name) => XSD + name,
  ),
);

export function isNumber(term: Term | null): boolean {
  return term?.type === "literal" && NUMBERS.has(term.datatype ?? "");
}

export function isAddress(term: Term): boolean {
  return term.type === "literal" && term.datatype === `${XSD}anyURI`;
}

const ORDER = new Intl.Collator("en-GB", { numeric: true });

// Orders two terms: unbound ones last, numbers by size, texts as a dictionary has them.
export function compareTerms(one: Term | null, other: Term | null): number {
  if (!one || !other) return one ? -1 : other ? 1 : 0;
  if (isNumber(one) && isNumber(other)) return Number(one.value) - Number(other.value);
  return ORDER.compare(one.value, other.value);
}
