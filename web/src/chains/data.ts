// The file data/chains.json, read into a network that is quick to search.
//
// Nodes are numbers in the order of their ids: what sorts by number sorts by id. All sentences on
// one membership, day or source were made in Python (explorer/chain_data.py).

import { thingPath } from "../shared/addresses";
import type { Attested } from "./strengths";

export type MarkName = string;
type Point = [number, number];

/** The tables of the file, as explorer/chain_data.py describes them. */
export interface Tables {
  format: number;
  about: { version: string; start: string; as_of: boolean; of_then: boolean };
  nodes: (string | number)[][];
  members: unknown[][];
  roles: [string, string][];
  days: [string, string, string][];
  sources: [string, string, string, string, string, string][];
  regions: string[];
  folders: Record<string, string>;
  types: Record<string, [string, number]>;
  families: [string, string, MarkName][];
  models: Record<string, [string, string, string]>;
  marks: Record<MarkName, Point[]>;
  ties?: [number, number, number, string][];
  places?: [number, [string, number[]][]][];
  later?: [number, number[]][];
}

export const FORMAT = 1;

export type Kind = "organisation" | "partnership" | "other";
const KINDS: Kind[] = ["organisation", "partnership", "other"];

export interface Node {
  id: string;
  kind: Kind;
  /** As the graph has it; it may be empty. */
  raw: string;
  /** The raw label, or the id where that is empty. */
  label: string;
  /** The type of an organisation, the care model of a partnership. */
  code: string;
  region: string;
  /** The body may stand for several branches. */
  wide: boolean;
  announced: string;
  before: string;
  after: string;
  note: string;
}

export interface Source {
  id: string;
  name: string;
  year: string;
  cited: string;
  title: string;
  address: string;
}

export interface Evidence {
  source: Source;
  inferred: boolean;
  /** The whole line, as `describe_evidence` gives it. */
  line: string;
}

export interface Objection {
  source: Source;
  line: string;
  says: string;
}

export interface Day {
  day: string;
  said: string;
  before: string;
}

export interface Membership {
  organisation: number;
  partnership: number;
  /** The role in a sentence: "the lead", "a partner, by inference". */
  said: string;
  /** The role in a cell: "lead", "partner, inferred". */
  words: string;
  independent: number;
  inferred: boolean;
  contradicted: boolean;
  supporter: boolean;
  /** Both its start and its end are stated. */
  bounded: boolean;
  told: boolean;
  sure: boolean;
  dates: string;
  start: number;
  end: number;
  evidence: Evidence[];
  objections: Objection[];
}

/** A function from a node to its neighbours, sorted. */
export type Next = (node: number) => readonly number[];

const NOTHING: readonly number[] = [];

export class Network {
  readonly nodes: Node[];
  readonly days: Day[];
  readonly sources: Source[];
  readonly numbers = new Map<string, number>();
  private readonly members: (Membership | undefined)[] = [];
  private readonly places = new Map<number, number>();
  /** Neighbours of every node, without and with those who only support. */
  private readonly proper: number[][];
  private readonly all: number[][];

  constructor(readonly tables: Tables) {
    if (tables.format !== FORMAT)
      throw new Error(`The file of chains has format ${tables.format}; ${FORMAT} is known.`);
    this.nodes = tables.nodes.map((row) => readNode(row, tables.regions));
    this.nodes.forEach((node, number) => this.numbers.set(node.id, number));
    this.days = tables.days.map(([day, said, before]) => ({ day, said, before }));
    this.sources = tables.sources.map(([id, name, year, cited, title, address]) => ({
      id, name, year, cited, title, address,
    }));
    this.proper = this.nodes.map(() => []);
    this.all = this.nodes.map(() => []);
    tables.members.forEach((row, place) => {
      const [one, tie] = row as [number, number];
      this.places.set(this.key(one, tie), place);
      const supporter = ((row[4] as number) & 2) !== 0;
      for (const lists of supporter ? [this.all] : [this.all, this.proper]) {
        lists[one]!.push(tie);
        lists[tie]!.push(one);
      }
    });
    for (const lists of [this.all, this.proper])
      for (const list of lists) list.sort((a, b) => a - b);
  }

  /** Return the neighbours of nodes in the network with, or without, those who only support. */
  next(supporters: boolean): Next {
    const lists = supporters ? this.all : this.proper;
    return (node) => lists[node] ?? NOTHING;
  }

  /** Return the membership of an organisation in a partnership; it must be one. */
  membership(organisation: number, partnership: number): Membership {
    const place = this.places.get(this.key(organisation, partnership))!;
    return (this.members[place] ??= this.read(this.tables.members[place]!));
  }

  /** Return what the strength of a membership follows from, without reading all of it. */
  attest(organisation: number, partnership: number): Attested {
    const place = this.places.get(this.key(organisation, partnership))!;
    const row = this.tables.members[place]!;
    return {
      independent: row[3] as number,
      inferred: ((row[4] as number) & 1) !== 0,
      contradicted: (row[9] as unknown[]).length > 0,
    };
  }

  isMember(organisation: number, partnership: number): boolean {
    return this.places.has(this.key(organisation, partnership));
  }

  node(number: number): Node {
    return this.nodes[number]!;
  }

  label(number: number): string {
    return this.nodes[number]!.label;
  }

  /** Return the path of the page of a node. */
  path(number: number): string {
    const { id, kind } = this.node(number);
    return kind === "partnership"
      ? this.pathOf("vanguard", id.replace(/^vanguard-/, ""))
      : this.pathOf("organisation", id);
  }

  /** Return the path of the page of a thing. */
  pathOf(kind: string, id: string): string {
    const key = `${kind}/${id}`;
    const { folders } = this.tables;
    return thingPath(kind, id, Object.hasOwn(folders, key) ? folders[key] : "");
  }

  private key(one: number, tie: number): number {
    return one * this.nodes.length + tie;
  }

  private read(row: unknown[]): Membership {
    const [organisation, partnership, role, independent, flags, dates, start, end, told, against] =
      row as [
        ...[number, number, number, number, number, string, number, number],
        [number, number, string][],
        [number, string, string][],
      ];
    const label = this.label(organisation);
    const [said, words] = this.tables.roles[role]!;
    return {
      organisation, partnership, said, words, independent, dates, start, end,
      inferred: (flags & 1) !== 0,
      contradicted: against.length > 0,
      supporter: (flags & 2) !== 0,
      bounded: (flags & 4) !== 0,
      told: (flags & 8) !== 0,
      sure: (flags & 16) !== 0,
      evidence: told.map(([place, inferred, rest]) => {
        const source = this.sources[place]!;
        const from = inferred === 1 ? "inferred from " : "";
        const line = inferred < 0 ? rest : `${label}: ${from}${source.cited} [${source.id}]${rest}`;
        return { source, inferred: inferred === 1, line };
      }),
      objections: against.map(([place, line, says]) => ({
        source: this.sources[place]!, line, says,
      })),
    };
  }
}

function readNode(row: (string | number)[], regions: string[]): Node {
  const [id, kind, label] = row as [string, number, string];
  const node: Node = {
    id, kind: KINDS[kind]!, raw: label, label: label || id,
    ...{ code: "", region: "", wide: false, announced: "", before: "", after: "", note: "" },
  };
  if (node.kind === "other") return node;
  node.code = row[3] as string;
  if (node.kind === "organisation") {
    node.region = regions[row[4] as number] ?? "";
    node.wide = row[5] === 1;
  } else {
    [node.announced, node.before, node.after, node.note] = row.slice(4) as string[] as [
      ...[string, string, string, string],
    ];
  }
  return node;
}
