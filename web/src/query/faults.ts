// What is wrong with a query, in words and with its place.

import { FORMS, type Token, declaredPrefixes, placeOf, readTokens, wordOf } from "./tokens";

export interface Fault {
  message: string;
  remedy: string;
  // Both from 1; 0 where the place is not known.
  line: number;
  column: number;
}

const UPDATES = [
  "INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH",
];
const KEYWORDS = `SELECT ASK CONSTRUCT DESCRIBE WHERE PREFIX BASE DISTINCT REDUCED FILTER OPTIONAL
  UNION MINUS BIND VALUES GRAPH EXISTS NOT IN AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET UNDEF
  COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI ABS
  CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR
  MONTH DAY NOW COALESCE IF STRLANG STRDT SAMETERM ISIRI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR
  REPLACE`.split(/\s+/);
export { KEYWORDS };

const OPENING = "([{";
const CLOSING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
// Longer than any keyword: with it between two tokens, the parser of the engine cannot read past
// the end of one, and so names the place of the token that it does not understand.
const GAP = " ".repeat(24);

function fault(text: string, start: number, message: string, remedy: string): Fault {
  return { message, remedy, ...placeOf(text, start) };
}

// Returns why a query is not run at all: it would change the graph or leave it.
export function findRefusal(text: string): Fault | null {
  const tokens = readTokens(text);
  if (!tokens.length) {
    const remedy = "Write a SELECT, ASK, CONSTRUCT or DESCRIBE, or choose a saved question.";
    return { message: "The query is empty.", remedy, line: 1, column: 1 };
  }
  const first = tokens.find((token) => [...FORMS, ...UPDATES].includes(wordOf(token)));
  if (first && UPDATES.includes(wordOf(first))) {
    return fault(text, first.start,
      `${wordOf(first)} would change the graph, which is read only.`,
      "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.");
  }
  for (const token of tokens) {
    if (wordOf(token).includes("SERVICE")) {
      return fault(text, token.start, "SERVICE would ask another server; that is not done here.",
        "Fetch that data first, or ask the other server itself.");
    }
    if (wordOf(token) === "FROM") {
      return fault(text, token.start, "FROM names another graph; there is only one here.",
        "Leave the FROM clause out.");
    }
  }
  return null;
}

// Returns a fault for the first name whose prefix nobody declared.
export function findUndeclared(text: string, known: Record<string, string>): Fault | null {
  const tokens = readTokens(text);
  const declared = declaredPrefixes(tokens);
  for (const [at, token] of tokens.entries()) {
    const prefix = token.text.slice(0, token.text.indexOf(":"));
    if (token.kind !== "name" || wordOf(tokens[at - 1]) === "PREFIX") continue;
    if (!declared.has(prefix) && !(prefix in known)) {
      return fault(text, token.start, `The prefix ${prefix}: is not declared.`,
        `Declared already are: ${Object.keys(known).sort().join(", ")}.`);
    }
  }
  return null;
}

// Returns the tokens of a query set far apart, and where each then begins.
export function spread(tokens: Token[]): { text: string; starts: number[] } {
  const starts: number[] = [];
  let text = "";
  for (const token of tokens) {
    starts.push(text.length);
    text += token.text + GAP;
  }
  return { text, starts };
}

// Returns the fault in a query that the engine does not parse. `message` is what the engine says
// of the tokens of the query set far apart; lines before the query are already taken off.
export function explain(text: string, message: string, known: Record<string, string>): Fault {
  const tokens = readTokens(text);
  const refused = findRefusal(text);
  if (refused) return refused;
  const quoted = tokens.find((token) => token.text === '"' || token.text === "'");
  if (quoted) {
    return fault(text, quoted.start, "A text begins here that is not closed.",
      "A text on one line stands between two \" or two '.");
  }
  if (!tokens.some((token) => FORMS.includes(wordOf(token)))) {
    const first = tokens[0] as Token;
    return fault(text, first.start, `${quote(first)} cannot begin a query.`,
      suggest(first) || "A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE.");
  }
  const found = /error at (\d+):(\d+): (?:expected )?(?:one of )?([\s\S]*)/.exec(message);
  const remedy = "Compare it with one of the saved questions.";
  if (!found) {
    const said = message.replace(/^Error: |\.$/g, "");
    return { message: `The query cannot be answered: ${said}.`, remedy, line: 0, column: 0 };
  }
  const spreadOut = spread(tokens);
  const lines = spreadOut.text.split("\n").slice(0, Number(found[1]) - 1);
  const before = lines.reduce((sum, line) => sum + line.length + 1, 0);
  // The engine counts characters, JavaScript pairs of surrogates.
  const rest = spreadOut.text.slice(before);
  const offset = before + [...rest].slice(0, Number(found[2]) - 1).join("").length;
  let at = Math.max(spreadOut.starts.findLastIndex((start) => start <= offset), 0);
  const away = offset - (spreadOut.starts[at] ?? 0);
  if (away >= (tokens[at]?.text.length ?? 0) + GAP.length) at += 1;
  const odd = findOddBracket(text, tokens, at);
  if (odd) return odd;
  const said = (found[3] ?? "").split(/, (?![^[]*\])/).map((part) => part.trim());
  const sentence = said.find((part) => /^[A-Z]\w* \S+ \w+/.test(part));
  const token = tokens[at];
  if (token) {
    const undeclared = findUndeclared(text, known);
    if (undeclared && token.kind === "name") return undeclared;
    if (sentence) {
      return fault(text, token.start, `${sentence.replace(/\.$/, "")}.`,
        sentence.includes("unbound")
          ? "Variables that stand beside COUNT, SUM … need a GROUP BY." : remedy);
    }
    if (/[“”„‘’«»]/.test(token.text[0] ?? "")) {
      return fault(text, token.start, `${quote(token)} is no quotation mark of SPARQL.`,
        "Write texts between straight quotes: \" or '.");
    }
    return fault(text, token.start, `${quote(token)} cannot stand here.`,
      suggest(token) || hint(tokens, at) || remedy);
  }
  if (sentence) {
    const form = tokens.find((one) => FORMS.includes(wordOf(one))) as Token;
    return fault(text, form.start, `${sentence.replace(/\.$/, "")}.`, remedy);
  }
  const last = tokens[tokens.length - 1] as Token;
  return fault(text, last.start + last.text.length, "The query ends too early.", remedy);
}

function quote(token: Token): string {
  return `‘${token.text.length > 40 ? `${token.text.slice(0, 39)}…` : token.text}’`;
}

function hint(tokens: Token[], at: number): string {
  const terms = ["text", "iri", "variable", "blank", "name", "number"];
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (token && before && terms.includes(token.kind) && terms.includes(before.kind)) {
    return "A full stop, a semicolon or a comma may be missing before it.";
  }
  return "";
}

function suggest(token: Token): string {
  const word = wordOf(token);
  if (word.length < 3 || KEYWORDS.includes(word)) return "";
  const near = KEYWORDS.map((key) => [distance(word, key), key] as const).sort(
    (one, other) => one[0] - other[0],
  )[0];
  return near && near[0] <= (word.length > 4 ? 2 : 1) ? `Did you mean ${near[1]}?` : "";
}

// Returns how many letters have to change to make one word of another.
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

// Returns a fault at the first bracket without a partner, if it stands before the token `at`.
function findOddBracket(text: string, tokens: Token[], at: number): Fault | null {
  const opened: Token[] = [];
  for (const token of tokens.slice(0, at + 1)) {
    if (token.kind !== "mark") continue;
    if (OPENING.includes(token.text)) opened.push(token);
    const partner = CLOSING[token.text];
    if (!partner) continue;
    const last = opened.pop();
    if (last?.text === partner) continue;
    const { line, column } = placeOf(text, last?.start ?? 0);
    return fault(text, token.start, last
      ? `${quote(token)} does not close ${quote(last)} of line ${line}, column ${column}.`
      : `${quote(token)} closes a bracket that is not open.`, "Balance the brackets.");
  }
  const last = opened[opened.length - 1];
  if (!last || at < tokens.length) return null;
  const { line, column } = placeOf(text, last.start);
  const end = tokens[tokens.length - 1] as Token;
  return fault(text, end.start + end.text.length,
    `The query ends before ${quote(last)} of line ${line}, column ${column} is closed.`,
    "Balance the brackets.");
}

// Returns what a server says is wrong: as JSON (problem details, RFC 9457), or as text that names
// the place.
export function readFault(status: number, body: string): Fault {
  let [message, remedy, line, column] = [body.trim(), "", 0, 0];
  try {
    const said = JSON.parse(body) as Record<string, unknown>;
    message = String(said["detail"] ?? said["message"] ?? said["error"] ?? said["title"] ?? message);
    remedy = String(said["remedy"] ?? "");
    [line, column] = [Number(said["line"] ?? 0), Number(said["column"] ?? 0)];
  } catch {
    // Not JSON: the text says it.
  }
  const place = /line (\d+), column (\d+)/.exec(message);
  if (!line && place) [line, column] = [Number(place[1]), Number(place[2])];
  // The place is shown by itself, and the line of the text stands in the editor.
  const told = /^The query does not parse at line \d+, column \d+: (.*)/.exec(message)?.[1];
  if (told) message = told[0]?.toUpperCase() + told.slice(1);
  if (!message || message.startsWith("<")) message = `The server answers ${status}.`;
  return { message, remedy, line, column };
}
