// Names in a query that are nothing in the graph: why an answer may be empty.

import type { Terms } from "./terms";
import { declaredPrefixes, readTokens, wordOf } from "./tokens";

// Returns the names of terms of ours and of codes that the graph does not have, each once. Where a
// query declares a prefix itself, or of things of which no list is known, nothing is said.
export function listUnknown(text: string, { terms, lists }: Terms): string[] {
  const tokens = readTokens(text);
  const declared = declaredPrefixes(tokens);
  const found = new Set<string>();
  tokens.forEach((token, at) => {
    if (token.kind !== "name" || wordOf(tokens[at - 1]) === "PREFIX") return;
    const colon = token.text.indexOf(":");
    const [prefix, code] = [token.text.slice(0, colon), token.text.slice(colon + 1)];
    if (declared.has(prefix) || !code) return;
    const known = prefix === "vg"
      ? terms.some(({ name }) => name === token.text)
      : lists[prefix]?.some(([one]) => one === code.replace(/\\(.)/g, "$1")) ?? true;
    if (!known) found.add(token.text);
  });
  return [...found];
}
