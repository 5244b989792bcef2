// Colours and indentation of SPARQL for the editor, line by line.

import { StreamLanguage, type StringStream } from "@codemirror/language";
import { KEYWORDS } from "./faults";

interface State {
  // The quotation marks of a text over several lines that is open; "" outside one.
  open: string;
  depth: number;
}

const LETTER = "\\p{L}\\p{N}_\\u00b7\\u203f\\u2040";
const VARIABLE = new RegExp(`[?$][${LETTER}]+`, "u");
const NAME = new RegExp(
  `(?:\\p{L}[${LETTER}.-]{0,99})?:(?:[${LETTER}:%-]|\\\\.|\\.(?=[${LETTER}:%.\\\\-]))*`, "u");
const WORDS = new Set([...KEYWORDS, "FROM", "SERVICE", "TRUE", "FALSE", "UUID", "STRUUID", "MD5",
  "SHA1", "SHA256", "RAND", "BNODE", "URI", "ISURI", "HOURS", "MINUTES", "SECONDS", "TZ",
  "TIMEZONE", "ENCODE_FOR_URI"]);

function read(stream: StringStream, state: State): string | null {
  if (state.open) return readText(stream, state);
  if (stream.eatSpace()) return null;
  if (stream.match(/#.*/)) return "comment";
  const quotes = stream.match(/"""|'''/);
  if (quotes) {
    state.open = (quotes as RegExpMatchArray)[0];
    return readText(stream, state);
  }
  if (stream.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/)) return "string";
  if (stream.match(/<[^<>"{}|^`\\\s]*>/)) return "url";
  if (stream.match(VARIABLE)) return "variableName";
  if (stream.match(NAME)) return "propertyName";
  if (stream.match(/_:[\w]+/)) return "propertyName";
  if (stream.match(/@[A-Za-z]+(?:-[A-Za-z0-9]+)*/)) return "meta";
  if (stream.match(/(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/)) return "number";
  const word = stream.match(/[\p{L}][\p{L}\p{N}_]*/u) as RegExpMatchArray | null;
  if (word) return word[0] === "a" || WORDS.has(word[0].toUpperCase()) ? "keyword" : null;
  const mark = stream.next() ?? "";
  if ("([{".includes(mark)) state.depth += 1;
  if (")]}".includes(mark)) state.depth = Math.max(0, state.depth - 1);
  return "()[]{}".includes(mark) ? "bracket" : "operator";
}

function readText(stream: StringStream, state: State): string {
  while (!stream.eol()) {
    if (stream.match(state.open)) {
      state.open = "";
      return "string";
    }
    if (stream.next() === "\\") stream.next();
  }
  return "string";
}

export const sparql = StreamLanguage.define<State>({
  name: "sparql",
  startState: () => ({ open: "", depth: 0 }),
  copyState: (state) => ({ ...state }),
  token: read,
  indent: (state, after, context) => {
    if (state.open) return null;
    const closes = /^\s*[)\]}]/.test(after) ? 1 : 0;
    return Math.max(0, state.depth - closes) * context.unit;
  },
  languageData: {
    commentTokens: { line: "#" },
    closeBrackets: { brackets: ["(", "[", "{", '"', "'"] },
    indentOnInput: /^\s*[)\]}]$/,
  },
});
