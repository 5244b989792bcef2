// What the editor offers while one types: variables, keywords, prefixes, terms and codes, which
// are found by their labels too.

import { KEYWORDS } from "./faults";
import type { Entry, Terms } from "./terms";
import { listVariables, readTokens } from "./tokens";

export interface Option {
  // What is put into the text.
  apply: string;
  label: string;
  detail: string;
  info: string;
  type: "variable" | "keyword" | "prefix" | "class" | "property" | "code";
}

export interface Offer {
  // Where in the text the part begins that an option takes the place of.
  from: number;
  options: Option[];
}

const MOST = 60;

// Returns what is offered at a place of a text; null where nothing fits.
export function offer(text: string, place: number, terms: Terms, asked: boolean): Offer | null {
  const before = text.slice(0, place);
  if (isWithinText(before)) return null;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const variable = /[?$][\p{L}\p{N}_]*$/u.exec(line);
  if (variable) return offerVariables(text, place, variable[0]);
  const name = /(?:^|[^\p{L}\p{N}_.:-])(\p{L}[\p{L}\p{N}_-]*:[\p{L}\p{N}_.%-]*)$/u.exec(line);
  const role = findRole(before.slice(0, place - (name?.[1]?.length ?? 0)), terms);
  if (name?.[1]) return offerNames(place, name[1], terms, role);
  const words = /(?:^|[^\p{L}\p{N}_.:?$<-])(\p{L}[\p{L}\p{N}_-]*(?: [\p{L}\p{N}_-]+){0,3} ?)$/u
    .exec(line);
  if (words?.[1]) return offerWords(place, words[1], terms, before);
  if (!asked && !role.lists.length) return null;
  return offerRole(place, terms, role, asked);
}

// Returns whether a place lies in a text, a comment or an IRI, where nothing is offered.
function isWithinText(before: string): boolean {
  const tokens = readTokens(before, true);
  const last = tokens[tokens.length - 1];
  if (!last) return false;
  if (last.kind === "comment") return true;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const open = readTokens(line).filter((token) => token.text === '"' || token.text === "'");
  return open.length > 0 || /<[^\s<>]*$/.test(line);
}

interface Role {
  // What may stand at a place: a class after `a`, codes after a property that has them.
  kind: "class" | "property" | "value" | "any";
  lists: string[];
}

// Returns what is likely to stand after a text.
function findRole(before: string, terms: Terms): Role {
  const tokens = readTokens(before);
  const last = tokens[tokens.length - 1];
  if (!last || !/\s$/.test(before)) return { kind: "any", lists: [] };
  if (last.text === "a" || last.text === "rdf:type") return { kind: "class", lists: [] };
  if (last.kind === "name") {
    const entry = terms.terms.find((one) => one.name === last.text && one.kind === "property");
    const earlier = tokens[tokens.length - 2];
    const subject = earlier && (["variable", "name", "iri"].includes(earlier.kind)
      || [";", "/", "|", "^"].includes(earlier.text));
    if (entry && subject) return { kind: "value", lists: entry.lists ?? [] };
  }
  if (last.text === ";" || last.text === "/" || last.kind === "variable") {
    return { kind: "property", lists: [] };
  }
  return { kind: "any", lists: [] };
}

function offerVariables(text: string, place: number, typed: string): Offer | null {
  const from = place - typed.length;
  // The variable that is being typed is none that is known.
  const others = readTokens(text).filter((token) => token.start !== from);
  const found = listVariables(others).filter((name) =>
    name.toLowerCase().startsWith(typed.slice(1).toLowerCase()) && name !== typed.slice(1));
  return give(from, found.map((name) => ({
    apply: typed[0] + name, label: `?${name}`, detail: "variable of this query", info: "",
    type: "variable",
  })));
}

function offerNames(place: number, typed: string, terms: Terms, role: Role): Offer | null {
  const found = listAll(terms).filter((option) => startsAlike(option.apply, typed));
  const nearby = listAll(terms).filter((option) => {
    const [prefix, local = ""] = typed.toLowerCase().split(":");
    return option.apply.startsWith(`${prefix}:`) && !startsAlike(option.apply, typed)
      && local.length > 1
      && `${option.apply} ${option.detail}`.toLowerCase().includes(local);
  });
  return give(place - typed.length, [...prefer(found, role), ...prefer(nearby, role)]);
}

// Offers for plain words: each way to take the last of them as the name of something.
function offerWords(place: number, typed: string, terms: Terms, before: string): Offer | null {
  const parts = typed.trimEnd().split(" ");
  const all = listAll(terms);
  for (let count = parts.length; count > 0; count -= 1) {
    const phrase = parts.slice(-count).join(" ") + (typed.endsWith(" ") ? " " : "");
    const from = place - phrase.length;
    const role = findRole(before.slice(0, from), terms);
    const wanted = phrase.toLowerCase();
    const labelled = all.filter((option) => option.detail.toLowerCase().startsWith(wanted));
    // The first words of a label may be missing.
    const within = wanted.length < 3 ? []
      : all.filter((option) => option.detail.toLowerCase().includes(` ${wanted}`));
    if (count > 1 || typed.endsWith(" ")) {
      if (labelled.length || within.length) {
        return give(from, [...prefer(labelled, role), ...prefer(within, role)]);
      }
      continue;
    }
    const keywords = KEYWORDS.filter((key) => key.startsWith(phrase.toUpperCase())
      && key !== phrase.toUpperCase()).map((key): Option => ({
      apply: key, label: key, detail: "keyword", info: "", type: "keyword",
    }));
    const prefixes = Object.entries(terms.prefixes).filter(([name]) => startsAlike(name, phrase))
      .map(([name, iri]): Option => ({
        apply: `${name}:`, label: `${name}:`, detail: "prefix", info: iri, type: "prefix",
      }));
    const local = all.filter((option) => startsAlike(option.apply.split(":")[1] ?? "", phrase));
    const named = prefer([...new Set([...labelled, ...local, ...within])], role);
    // A word in capitals is a keyword; a small one is sooner the name of something.
    const capital = phrase === phrase.toUpperCase();
    return give(from, capital ? [...keywords, ...named, ...prefixes]
      : [...named.slice(0, 20), ...prefixes, ...keywords, ...named.slice(20)]);
  }
  return null;
}

function offerRole(place: number, terms: Terms, role: Role, asked: boolean): Offer | null {
  const all = listAll(terms);
  if (role.lists.length) return give(place, pick(all, role));
  if (!asked) return null;
  const keywords = KEYWORDS.map((key): Option => ({
    apply: key, label: key, detail: "keyword", info: "", type: "keyword",
  }));
  return give(place, role.kind === "any" ? keywords : pick(all, role));
}

const pick = (options: Option[], role: Role): Option[] =>
  options.filter((option) => fits(option, role));

function fits(option: Option, role: Role): boolean {
  if (role.kind === "class" || role.kind === "property") return option.type === role.kind;
  return role.kind === "value" && option.type === "code"
    && role.lists.includes(option.apply.split(":")[0] ?? "");
}

// Orders what fits the place before the rest, the order else kept.
function prefer(options: Option[], role: Role): Option[] {
  const rest = options.filter((option) => !fits(option, role));
  // Terms before things with a code, of which there are many.
  const order = [...rest.filter((one) => one.type !== "code"),
    ...rest.filter((one) => one.type === "code")];
  return [...pick(options, role), ...order];
}

const known = new WeakMap<Terms, Option[]>();

function listAll(terms: Terms): Option[] {
  const kept = known.get(terms);
  if (kept) return kept;
  const made = terms.terms.filter((entry) => !entry.name.startsWith("<")).map(describe);
  for (const [list, things] of Object.entries(terms.lists)) {
    for (const [code, label] of things) {
      const apply = `${list}:${code.replace(/([^\p{L}\p{N}_.-])/gu, "\\$1")}`;
      made.push({ apply, label: apply, detail: label, info: list.replaceAll("-", " "),
        type: "code" });
    }
  }
  known.set(terms, made);
  return made;
}

function describe(entry: Entry): Option {
  const info = [entry.comment ?? "", entry.derived ? "Worked out when the graph is built." : ""];
  return {
    apply: entry.name, label: entry.name, detail: entry.label ?? "", type: entry.kind,
    info: info.filter(Boolean).join(" "),
  };
}

const startsAlike = (text: string, typed: string): boolean =>
  text.toLowerCase().startsWith(typed.toLowerCase());

const give = (from: number, options: Option[]): Offer | null =>
  options.length ? { from, options: options.slice(0, MOST) } : null;

