// A query made fit for the engine in the browser, which knows no prefixes and no limits.

import { MOST_ASKED } from "./answers";
import { type Token, formOf, readTokens, wordOf } from "./tokens";

// Returns one line that declares prefixes, to stand before a query.
export function declare(prefixes: Record<string, string>): string {
  return `${Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}>`).join(" ")}\n`;
}

// Returns a query that gives at most one more than MOST_ASKED rows: one that gives more would fill
// the memory of the browser.
export function bound(text: string): string {
  const tokens = readTokens(text);
  if (formOf(tokens) === "ASK" || formOf(tokens) === "DESCRIBE") return text;
  let depth = 0;
  let values: Token | null = null;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === "mark" && token.text === "{") depth += 1;
    if (token.kind === "mark" && token.text === "}") depth -= 1;
    if (depth !== 0) continue;
    const number = tokens[at + 1];
    if (wordOf(token) === "LIMIT" && number?.kind === "number") {
      if (Number(number.text) <= MOST_ASKED) return text;
      const end = number.start + number.text.length;
      return `${text.slice(0, number.start)}${MOST_ASKED + 1}${text.slice(end)}`;
    }
    if (wordOf(token) === "VALUES") values = token;
  }
  const limit = `\nLIMIT ${MOST_ASKED + 1}\n`;
  // The values that a query ends with come after its limit.
  if (values) return text.slice(0, values.start) + limit + text.slice(values.start);
  return text + limit;
}
