// What is known of the graph: the content of data/terms.json, and how IRIs are shown and linked.

export interface Entry {
  name: string;
  kind: "class" | "property";
  label?: string;
  comment?: string;
  domain?: string[];
  range?: string[];
  derived?: boolean;
  lists?: string[];
}

export interface Parameter {
  name: string;
  kind: string;
  meaning: string;
  optional: boolean;
  value: string | null;
}

export interface Question {
  name: string;
  title: string;
  question: string;
  note?: string;
  subject: string;
  text: string;
  template?: string;
  parameters?: Parameter[];
}

export interface Terms {
  prefixes: Record<string, string>;
  terms: Entry[];
  lists: Record<string, [string, string][]>;
  questions: Question[];
}

const BASE = "https://w3id.org/vanguard-graph/id/";
const PAGED = ["organisation", "vanguard", "service", "source"];

// Returns an IRI as a prefixed name that a query may hold; in angle brackets where there is none.
export function shorten(iri: string, prefixes: Record<string, string>): string {
  let [prefix, start] = ["", ""];
  for (const [name, begin] of Object.entries(prefixes)) {
    if (iri.startsWith(begin) && begin.length > start.length) [prefix, start] = [name, begin];
  }
  if (!start) return `<${iri}>`;
  const local = iri.slice(start.length);
  return `${prefix}:${local.replace(/([^\p{L}\p{N}_.:%-]|^[.-]|\.$)/gu, "\\$1")}`;
}

// Returns the IRI that a prefixed name or an IRI in angle brackets stands for.
export function expand(name: string, prefixes: Record<string, string>): string {
  if (name.startsWith("<")) return name.slice(1, -1);
  const at = name.indexOf(":");
  const start = prefixes[name.slice(0, at)];
  return start === undefined ? "" : start + name.slice(at + 1).replace(/\\(.)/g, "$1");
}

export interface Target {
  href: string;
  // Where it leads: to a page of the explorer, to a query about it, or away.
  kind: "page" | "query" | "web";
}

// Returns where an IRI leads to; null for text that is no address of the web.
export function linkOf(iri: string, root: string): Target | null {
  if (iri.startsWith(BASE)) {
    const [kind = "", ...rest] = iri.slice(BASE.length).split("/");
    const identifier = rest.join("/");
    // The folder of an odd id has another name, which only the Python side works out.
    if (PAGED.includes(kind) && /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/.test(identifier)) {
      return { href: `${root}id/${kind}/${identifier}/`, kind: "page" };
    }
    return { href: `?${new URLSearchParams({ query: `DESCRIBE <${iri}>` })}`, kind: "query" };
  }
  if (!/^https?:\/\//i.test(iri)) return null;
  return { href: iri, kind: "web" };
}

// Returns the code and label of what a prefixed name stands for, where a list has it.
export function findThing(name: string, terms: Terms): { list: string; label: string } | null {
  const at = name.indexOf(":");
  const list = name.slice(0, at);
  const code = name.slice(at + 1).replace(/\\(.)/g, "$1");
  const found = terms.lists[list]?.find(([one]) => one === code);
  return found ? { list, label: found[1] } : null;
}

// Returns what a prefixed name means, in words; "" where nothing is known of it.
export function describeName(name: string, terms: Terms): string {
  const entry = terms.terms.find((one) => one.name === name);
  if (entry) {
    const parts = [`${name}, ${entry.kind}${entry.label ? ` “${entry.label}”` : ""}.`];
    if (entry.comment) parts.push(entry.comment);
    if (entry.domain) parts.push(`Said of: ${entry.domain.join(", ")}.`);
    if (entry.range) parts.push(`Values: ${entry.range.join(", ")}.`);
    if (entry.lists) parts.push(`Codes: ${entry.lists.map((list) => `${list}:…`).join(", ")}.`);
    if (entry.derived) parts.push("Worked out when the graph is built.");
    return parts.join(" ");
  }
  const thing = findThing(name, terms);
  return thing ? `${name}, ${thing.list.replaceAll("-", " ")} “${thing.label}”.` : "";
}

// Returns the text of a saved question with values put in; an empty one leaves a parameter open.
export function fillQuestion(question: Question, values: Record<string, string>): string {
  let text = question.template ?? question.text;
  for (const parameter of question.parameters ?? []) {
    const value = (values[parameter.name] ?? "").trim();
    const piece = value ? writeValue(parameter.kind, value) : `?given_${parameter.name}`;
    text = text.replaceAll(`{{${parameter.name}}}`, () => piece);
    if (!value) {
      text = text.replace(`is ${piece}; to change it, replace that on`,
        () => `is open; to set it, replace ${piece} on`);
    }
  }
  return text;
}

// Returns the value of a parameter as SPARQL has it.
function writeValue(kind: string, value: string): string {
  if (kind === "integer") return /^[0-9]{1,15}$/.test(value) ? value : "0";
  if (kind === "date") return `${JSON.stringify(value)}^^xsd:date`;
  if (kind === "text") return JSON.stringify(value);
  if (/^[\p{L}\p{N}_-]+$/u.test(value)) return `${kind}:${value}`;
  return `<${BASE}${kind}/${value.replace(/[<>"{}|^`\\\s]/g, encodeURIComponent)}>`;
}
