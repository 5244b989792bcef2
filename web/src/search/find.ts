// Finding things by name, former name, misspelling or code: `directory.find` in the browser.

import { boundRatio, NEAR, ratio } from "./likeness";
import { dropWeightless, fold, splitWords, weigh } from "./words";

/** data/search.json, as search_data.py makes it: for each kind its things. */
export type SearchData = Record<
  string,
  [id: string, label: string, others?: string[], spellings?: string[], folder?: string][]
>;

/** A thing that a text may mean, the name that matched, and how near it comes (0 to 1). */
export interface Match extends Thing {
  name: string;
  score: number;
}

interface Thing {
  kind: string;
  id: string;
  label: string;
  /** The folder of its page, where that is not its id. */
  folder: string;
}

interface Name {
  thing: number;
  name: string;
  rank: number;
  words: string[];
}

const BASE = "https://w3id.org/vanguard-graph/id/";
const NUMBERED = /^\s*vanguard[\s-]*(\d+)\s*$/i;
const SHORT = /^([a-z-]+)[:/]([A-Za-z0-9][\p{L}\p{N}_.-]*)$/u;
const KINDS = new Set([
  ...["organisation", "vanguard", "service", "care-model", "organisation-type", "role", "region"],
  ...["measure", "source"],
]);
// Longer than any name; the work grows with the words of the text.
const MOST_CHARACTERS = 500;
// All words of a text occur in a name that comes as near as this.
const COMPLETE = 0.8;
// Nearness is worked out once for each word that is typed, and typing makes many.
const MOST_KEPT = 500;

/** All names of a kind, or of several, ready to be searched. */
class Directory {
  readonly things: Thing[] = [];
  private readonly names: Name[] = [];
  private readonly namesOf = new Map<string, number[]>();
  private readonly byCode = new Map<string, number[]>();
  private readonly nearness = new Map<string, Map<string, number>>();

  constructor(data: SearchData, kinds: readonly string[]) {
    for (const kind of kinds) {
      for (const [id, label, others = [], spellings = [], folder = ""] of data[kind] ?? []) {
        const thing = this.things.push({ kind, id, label, folder }) - 1;
        const places = [this.add(thing, label, 0)];
        for (const name of others) places.push(this.add(thing, name, 1));
        for (const name of spellings) places.push(this.add(thing, name, 2));
        const code = fold(id);
        const known = this.byCode.get(code);
        if (known) known.push(...places);
        else this.byCode.set(code, places);
      }
    }
  }

  private add(thing: number, name: string, rank: number): number {
    const words = splitWords(name);
    const place = this.names.push({ thing, name, rank, words }) - 1;
    for (const word of words) {
      const places = this.namesOf.get(word);
      if (!places) this.namesOf.set(word, [place]);
      // A word may stand in a name twice.
      else if (places.at(-1) !== place) places.push(place);
    }
    return place;
  }

  match(text: string, most: number): Match[] {
    if ([...text].length > MOST_CHARACTERS) return [];
    const askedWords = splitWords(text);
    const weighty = dropWeightless(askedWords);
    const asked = weighty.length ? weighty : askedWords;
    if (!asked.length) return [];
    const exact = new Set(this.byCode.get(fold(text.trim())) ?? []);
    const near = new Map(asked.map((word) => [word, this.listNear(word)]));
    const candidates = new Set(exact);
    for (const like of near.values()) {
      for (const word of like.keys()) {
        for (const place of this.namesOf.get(word)!) candidates.add(place);
      }
    }
    const best = new Map<number, { score: number; rank: number; name: string }>();
    for (const place of Uint32Array.from(candidates).sort()) {
      const { thing, name, rank, words } = this.names[place]!;
      const score = exact.has(place) ? 1 : scoreWords(askedWords, asked, words, near);
      if (score < 0.5) continue;
      const known = best.get(thing);
      if (!known || score > known.score || (score === known.score && rank < known.rank)) {
        best.set(thing, { score, rank, name });
      }
    }
    return [...best]
      .sort(
        ([thing, a], [other, b]) =>
          b.score - a.score ||
          a.rank - b.rank ||
          compare(this.things[thing]!.label, this.things[other]!.label) ||
          thing - other,
      )
      .slice(0, most)
      .map(([thing, { score, name }]) => ({
        ...this.things[thing]!,
        name,
        score: Math.round(score * 1000) / 1000,
      }));
  }

  /** The known words that are like a word, and how much. */
  private listNear(word: string): Map<string, number> {
    const kept = this.nearness.get(word);
    if (kept) return kept;
    const like = new Map<string, number>();
    const bound = boundRatio(word);
    for (const other of this.namesOf.keys()) {
      if (other === word) {
        like.set(other, 1);
      } else if (word.length >= 3 && other.startsWith(word)) {
        like.set(other, 0.95);
      } else {
        // No ratio can reach what the lengths alone rule out.
        const total = word.length + other.length;
        if (2 * Math.min(word.length, other.length) < NEAR * total) continue;
        if (bound(other) < NEAR) continue;
        const found = ratio(other, word);
        if (found >= NEAR) like.set(other, 0.9 * found);
      }
    }
    if (this.nearness.size >= MOST_KEPT) this.nearness.clear();
    this.nearness.set(word, like);
    return like;
  }
}

function scoreWords(
  askedWords: readonly string[],
  asked: readonly string[],
  words: readonly string[],
  near: ReadonlyMap<string, ReadonlyMap<string, number>>,
): number {
  if (askedWords.length === words.length && askedWords.every((word, i) => word === words[i])) {
    return 1;
  }
  let [total, most, lacking] = [0, 0, false];
  for (const word of asked) {
    const like = near.get(word)!;
    const weight = weigh(word, like.has(word));
    let found = 0;
    for (const other of words) found = Math.max(found, like.get(other) ?? 0);
    lacking ||= !found;
    total += weight * found;
    most += weight;
  }
  const share = total / most;
  if (share === 0) return 0;
  const weighty = dropWeightless(words);
  const others = weighty.filter((word, i) => !asked.includes(word) && weighty.indexOf(word) === i);
  // Of two names that hold all the words, the one with fewer others is nearer.
  const extra = others.length / (weighty.length || 1);
  if (share === 1) return extra === 0 ? 0.99 : 0.95 - 0.14 * extra;
  const score = share * (0.85 - 0.1 * extra);
  return lacking ? Math.min(score, 0.79) : score;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every name of the graph, to be searched by `find`. */
export class Finder {
  private readonly directories = new Map<string, Directory>();

  constructor(private readonly data: SearchData) {
    this.open(Object.keys(data));
  }

  /** What a text may mean, best first, each once; empty when nothing is near. */
  find(text: string, most = 8): Match[] {
    const plain = text.trim().replace(/^</, "").replace(/>$/, "");
    const [place, numbered] = [readPlace(plain), NUMBERED.exec(text)];
    if (place) return this.open([place[0]]).match(place[1], most);
    if (numbered && this.data["vanguard"]) return this.open(["vanguard"]).match(numbered[1]!, most);
    return this.open(Object.keys(this.data)).match(text, most);
  }

  /** The same for a reader: beside a whole name or a code, what is only similar is left out. */
  search(text: string, most: number): Match[] {
    const found = this.find(text, most);
    return found[0]?.score === 1 ? found.filter(({ score }) => score >= COMPLETE) : found;
  }

  private open(kinds: readonly string[]): Directory {
    const key = kinds.join(" ");
    const known = this.directories.get(key) ?? new Directory(this.data, kinds);
    this.directories.set(key, known);
    return known;
  }
}

/** The kind and id in an IRI of ours, or in `organisation:RM3`. */
function readPlace(text: string): [string, string] | null {
  if (text.startsWith(BASE)) {
    const found = /^([^/]*)\/(.+)$/s.exec(text.slice(BASE.length));
    return found ? [found[1]!, found[2]!] : null;
  }
  const short = SHORT.exec(text);
  return short && KINDS.has(short[1]!) ? [short[1]!, short[2]!] : null;
}
