// What explorer/network_data.py wrote, as typed arrays: nodes and memberships by number.

import { type Period, readPeriod } from "./days";

export const FORMAT = 1;

export interface Packed {
  count: number;
  names: string[];
  columns: unknown[][];
  words: (unknown[] | null)[];
}

/** data/network.json; see `describe` in network_data.py. */
export interface NetworkFile {
  format: number;
  about: { version: string; as_of: string; bodies: string };
  nodes: Packed;
  members: Packed;
  types: [string, string, number][];
  models: [string, string, string, string][];
  roles: [string, string][];
  regions: [string, string, string[]][];
  services: [string, string][];
  families: [string, string, string][];
  marks: Record<string, [number, number][]>;
  names: [number, string][];
}

/** One node: a partnership (`hub`) or an organisation. Unknown texts are "". */
export interface Node {
  id: string;
  label: string;
  hub: boolean;
  type: string;
  model: string;
  region: string;
  services: number[];
  place: string;
  number: number | null;
  code: string;
  opened: string;
  closed: string;
  announced: string;
  folder: string;
}

/** One statement that a body was a member. Days are numbers such as 20160401; see days.ts. */
export interface Member {
  role: string;
  inferred: boolean;
  from: string;
  to: string;
  sources: number;
  disputed: number;
  claim: string;
  /** The first day on which it may have held, and the first after the last. */
  start: number;
  end: number;
  /** Whether a bound that matters is not on record at all. */
  unknown: boolean;
  /** The months and years that are given for bounds: within them nothing is decided. */
  vague: Period[];
}

/** Who stood in what partnership; several members where a body holds several places in it. */
export interface Link {
  body: number;
  tie: number;
  members: Member[];
}

export interface Network {
  file: NetworkFile;
  nodes: Node[];
  links: Link[];
  /** The numbers of the links of each node. */
  around: number[][];
  /** The number of each node by its id. */
  numbers: Map<string, number>;
}

/** The rows of packed columns, by the name of each. */
function unpack(packed: Packed): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  packed.names.forEach((name, place) => {
    const words = packed.words[place];
    const values = packed.columns[place] ?? [];
    found.set(
      name,
      words ? values.map((at) => (at === null ? null : words[at as number])) : values,
    );
  });
  return found;
}

/** Read the file. Throws a RangeError when it is of another shape. */
export function readNetwork(file: NetworkFile): Network {
  if (file.format !== FORMAT) throw new RangeError("These data are of another version.");
  const of = unpack(file.nodes);
  const word = (name: string, row: number) => String(of.get(name)?.[row] ?? "");
  const nodes: Node[] = [];
  for (let row = 0; row < file.nodes.count; row++) {
    const number = of.get("number")?.[row];
    nodes.push({
      id: word("id", row),
      label: word("label", row),
      hub: of.get("hub")?.[row] === 1,
      type: word("type", row),
      model: word("model", row),
      region: word("region", row),
      services: (of.get("services")?.[row] as number[] | null | undefined) ?? [],
      place: word("place", row),
      number: typeof number === "number" ? number : null,
      code: word("ods_code", row),
      opened: word("opened", row),
      closed: word("closed", row),
      announced: word("announced", row),
      folder: word("folder", row),
    });
  }
  const links = readLinks(file, nodes);
  const around: number[][] = nodes.map(() => []);
  links.forEach((link, place) => {
    around[link.body]!.push(place);
    around[link.tie]!.push(place);
  });
  return { file, nodes, links, around, numbers: new Map(nodes.map((node, i) => [node.id, i])) };
}

function readLinks(file: NetworkFile, nodes: Node[]): Link[] {
  const of = unpack(file.members);
  const ofThen = !file.about.bodies;
  const links: Link[] = [];
  for (let row = 0; row < file.members.count; row++) {
    const word = (name: string) => String(of.get(name)?.[row] ?? "");
    const number = (name: string) => Number(of.get(name)?.[row] ?? 0);
    const [body, tie] = [number("body"), number("tie")];
    const last = links.at(-1);
    const link = last && last.body === body && last.tie === tie ? last : { body, tie, members: [] };
    if (link !== last) links.push(link);
    const begun = [word("from"), nodes[tie]!.announced, ofThen ? nodes[body]!.opened : ""].map(
      readPeriod,
    );
    const ended = readPeriod(word("to"));
    const closed = readPeriod(ofThen ? nodes[body]!.closed : "");
    link.members.push({
      role: word("role"),
      inferred: number("inferred") === 1,
      from: word("from"),
      to: word("to"),
      sources: number("sources"),
      disputed: number("disputed"),
      claim: word("claim"),
      start: Math.max(0, ...begun.map((bound) => bound?.first ?? 0)),
      // An organisation is open on its last day; a membership is over on the day it ends.
      end: Math.min(ended ? (ended.vague ? ended.next : ended.first) : NEVER, closed?.next ?? NEVER),
      unknown: [...begun, ended].some((bound) => bound === null),
      vague: [...begun, ended, closed].filter((bound) => bound !== null && bound.vague) as Period[],
    });
  }
  return links;
}

export const NEVER = 999991231;
