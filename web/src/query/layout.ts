// Triples as a network: what is a node, and where each stands. The same triples look the same.

import { type Row, type Term, compareTerms } from "./answers";
import { shorten } from "./terms";

export interface Node {
  iri: string;
  label: string;
  // What it is, for colour and shape: the kind in its IRI.
  kind: string;
  x: number;
  y: number;
  links: number;
}

export interface Link {
  from: number;
  to: number;
  label: string;
}

export interface Network {
  nodes: Node[];
  links: Link[];
  // How many nodes there are in all; those with the fewest links are left out first.
  total: number;
}

export const MOST_NODES = 300;

// How hard everything is drawn to the middle, and how far nodes drive each other away: without an
// end to that, parts that nothing joins would fly apart.
const PULL = 0.06;
const REACH = 3;

const LABELS = [
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "http://purl.org/dc/terms/title",
];
const BASE = "https://w3id.org/vanguard-graph/id/";

// Returns the network of triples between things. Texts and numbers are no nodes; labels name them.
export function makeNetwork(rows: Row[], prefixes: Record<string, string>): Network {
  const labels = new Map<string, string>();
  const degree = new Map<string, number>();
  const pairs: [Term, Term, Term][] = [];
  for (const [subject, predicate, object] of rows) {
    if (!subject || !predicate || !object) continue;
    if (LABELS.includes(predicate.value) && object.type === "literal") {
      const known = labels.get(subject.value);
      if (known === undefined || object.value < known) labels.set(subject.value, object.value);
    }
    if (!degree.has(subject.value)) degree.set(subject.value, 0);
    if (object.type !== "uri" && object.type !== "bnode") continue;
    pairs.push([subject, predicate, object]);
    for (const end of [subject, object]) degree.set(end.value, (degree.get(end.value) ?? 0) + 1);
  }
  // What stands alone is no part of a network that has links.
  const all = [...degree.entries()].filter(([, count]) => count > 0 || !pairs.length);
  const kept = all.sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))
    .slice(0, MOST_NODES).map(([iri]) => iri);
  const places = new Map(kept.map((iri, at) => [iri, at]));
  const nodes = kept.map((iri): Node => ({
    iri, label: labels.get(iri) ?? shorten(iri, prefixes), kind: kindOf(iri), x: 0, y: 0,
    links: degree.get(iri) ?? 0,
  }));
  const links: Link[] = [];
  pairs.sort((one, other) => compareTerms(one[0], other[0]) || compareTerms(one[2], other[2]));
  for (const [subject, predicate, object] of pairs) {
    const [from, to] = [places.get(subject.value), places.get(object.value)];
    if (from === undefined || to === undefined || from === to) continue;
    links.push({ from, to, label: shorten(predicate.value, prefixes) });
  }
  place(nodes, links);
  return { nodes, links, total: all.length };
}

function kindOf(iri: string): string {
  return iri.startsWith(BASE) ? (iri.slice(BASE.length).split("/")[0] ?? "") : "";
}

// Puts nodes into places: drawn together by links, driven apart by the rest, from a spiral on.
function place(nodes: Node[], links: Link[]): void {
  const count = nodes.length;
  const ideal = 90;
  nodes.forEach((node, at) => {
    const [angle, away] = [at * 2.399963, ideal * 0.6 * Math.sqrt(at)];
    [node.x, node.y] = [away * Math.cos(angle), away * Math.sin(angle)];
  });
  const rounds = count > 150 ? 150 : 300;
  for (let round = 0; round < rounds; round += 1) {
    const most = ideal * 0.6 * (1 - round / rounds) + 1;
    const forces = nodes.map((node) => ({ x: -node.x * PULL, y: -node.y * PULL }));
    for (let i = 0; i < count; i += 1) {
      for (let j = i + 1; j < count; j += 1) push(nodes, forces, i, j, ideal);
    }
    for (const { from, to } of links) pull(nodes, forces, from, to, ideal);
    nodes.forEach((node, at) => {
      const force = forces[at] as { x: number; y: number };
      const size = Math.hypot(force.x, force.y) || 1;
      const step = Math.min(size, most) / size;
      node.x += force.x * step;
      node.y += force.y * step;
    });
  }
  for (const node of nodes) [node.x, node.y] = [Math.round(node.x), Math.round(node.y)];
}

type Forces = { x: number; y: number }[];

function push(nodes: Node[], forces: Forces, i: number, j: number, ideal: number): void {
  const [one, other] = [nodes[i] as Node, nodes[j] as Node];
  const [x, y] = [one.x - other.x || 0.1, one.y - other.y];
  const square = Math.max(x * x + y * y, 1);
  if (square > (ideal * REACH) ** 2) return;
  const strength = (ideal * ideal) / square;
  const [first, second] = [forces[i], forces[j]] as [Forces[0], Forces[0]];
  first.x += x * strength;
  first.y += y * strength;
  second.x -= x * strength;
  second.y -= y * strength;
}

function pull(nodes: Node[], forces: Forces, i: number, j: number, ideal: number): void {
  const [one, other] = [nodes[i] as Node, nodes[j] as Node];
  const [x, y] = [one.x - other.x, one.y - other.y];
  // What has many links pulls each of them less.
  const strength = Math.hypot(x, y) / ideal / Math.sqrt(Math.min(one.links, other.links) || 1);
  const [first, second] = [forces[i], forces[j]] as [Forces[0], Forces[0]];
  first.x -= x * strength;
  first.y -= y * strength;
  second.x += x * strength;
  second.y += y * strength;
}
