// The text of a query taken apart into tokens, nearly as the grammar of SPARQL does it.
// The Python side decides what may be run; here tokens serve colours, completion and messages.

export type Kind =
  | "space" | "comment" | "text" | "iri" | "variable" | "blank" | "name" | "tag" | "number"
  | "word" | "mark";

export interface Token {
  kind: Kind;
  text: string;
  start: number;
}

const LETTER = "\\p{L}\\p{N}_\\u00b7\\u203f\\u2040";
const ESCAPE = "\\\\[\\s\\S]";
const PIECES: [Kind, string][] = [
  ["space", "[ \\t\\r\\n]+"],
  ["comment", "#[^\\r\\n]*"],
  ["text", `"""(?:[^"\\\\]|"{1,2}(?!")|${ESCAPE})*"""|'''(?:[^'\\\\]|'{1,2}(?!')|${ESCAPE})*'''`
    + `|"(?:[^"\\\\\\r\\n]|\\\\.)*"|'(?:[^'\\\\\\r\\n]|\\\\.)*'`],
  ["iri", `<[^<>"{}|^\`\\\\\\x00-\\x20]*>`],
  ["variable", `[?$][${LETTER}]+`],
  ["blank", `_:[${LETTER}]+`],
  ["name", `(?:\\p{L}[${LETTER}.-]{0,99})?:`
    + `(?:[${LETTER}:%-]|\\\\[_~.\\-!$&'()*+,;=/?#@%]|\\.(?=[${LETTER}:%.\\\\-]))*`],
  ["tag", "@[A-Za-z]+(?:-[A-Za-z0-9]+)*"],
  ["number", "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\\.[0-9]+|[0-9]+"],
  ["word", `\\p{L}[${LETTER}]*`],
  ["mark", "\\|\\||&&|\\^\\^|<=|>=|!=|[\\s\\S]"],
];
const TOKEN = new RegExp(PIECES.map(([, piece]) => `(${piece})`).join("|"), "yu");

// Returns every token, without space and comments unless they are wanted.
export function readTokens(text: string, all = false): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  let start = 0;
  while (start < text.length) {
    TOKEN.lastIndex = start;
    const match = TOKEN.exec(text);
    if (!match) break;
    const at = match.findIndex((piece, place) => place > 0 && piece !== undefined);
    const [kind] = PIECES[at - 1] as [Kind, string];
    if (all || (kind !== "space" && kind !== "comment")) {
      found.push({ kind, text: match[0], start });
    }
    start += match[0].length;
  }
  return found;
}

export const FORMS = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];

// Returns the keyword that a token is, in capitals; nothing when it is none.
export function wordOf(token: Token | undefined): string {
  return token?.kind === "word" ? token.text.toUpperCase() : "";
}

// Returns what a query asks for: one of FORMS, "" when it begins with none of them.
export function formOf(tokens: Token[]): string {
  return wordOf(tokens.find((token) => FORMS.includes(wordOf(token))));
}

// Returns line and column, both from 1, of a place in a text.
export function placeOf(text: string, start: number): { line: number; column: number } {
  const before = text.slice(0, start);
  const line = before.split("\n").length;
  return { line, column: start - before.lastIndexOf("\n") };
}

// Returns the names of the variables in the order in which they first stand in the text.
export function listVariables(tokens: Token[]): string[] {
  const names = tokens.filter((token) => token.kind === "variable");
  return [...new Set(names.map((token) => token.text.slice(1)))];
}

// Returns whether the columns are left to the engine, which sorts them by name.
export function selectsAll(tokens: Token[]): boolean {
  const words = tokens.map((token) => token.text.toUpperCase());
  const at = words.indexOf("SELECT");
  if (at < 0) return false;
  const next = words.slice(at + 1).find((word) => word !== "DISTINCT" && word !== "REDUCED");
  return next === "*";
}

// Returns the prefixes that a query declares, with what they stand for.
export function declaredPrefixes(tokens: Token[]): Map<string, string> {
  const found = new Map<string, string>();
  tokens.forEach((token, at) => {
    const [name, iri] = [tokens[at + 1], tokens[at + 2]];
    if (wordOf(token) === "PREFIX" && name?.kind === "name" && iri?.kind === "iri") {
      found.set(name.text.slice(0, -1), iri.text.slice(1, -1));
    }
  });
  return found;
}
