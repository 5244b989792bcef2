// Which membership, that nobody records, would join the two sides of a gap: collaboration/joins.py.
import type { Network, Next } from "./data";
import { climb, compareWays, growTree } from "./paths";
import { compareTexts, count, group, joinWords } from "./wording";

const MOST_JOINS = 5;
// Hints by how much they say.
const TIE = 0;
const SUCCESSOR = 1;
const PLACE = 2;
const REGION = 3;

/** One side of a gap: what can be reached from one of its ends, by distance. */
export class Shore {
  readonly nodes: Map<number, number | null>;
  readonly organisations: number[] = [];
  readonly partnerships: number[] = [];

  constructor(network: Network, next: Next, readonly end: number) {
    this.nodes = growTree(next, end);
    if (!this.nodes.size) this.nodes.set(end, null);
    for (const node of this.nodes.keys()) {
      const found = network.node(node).kind === "partnership" ? this.partnerships : this.organisations;
      found.push(node);
    }
  }

  /** Return the nodes from one of the shore to its end. */
  climb(node: number): number[] {
    return climb(this.nodes, node);
  }
}

interface Join {
  organisation: number;
  partnership: number;
  rank: number;
  reasons: string[];
  way: number[];
}

/** Organisations of `here` might be in partnerships of `there`. */
interface Side {
  here: Shore;
  there: Shore;
  turned: boolean;
}

type Tell = (rank: number, body: number, tie: number, reason: string) => void;

/** Return lines on the memberships that would join two shores, those with a hint first. */
export function describeJoins(network: Network, here: Shore, there: Shore): string[] {
  const ways =
    here.organisations.length * there.partnerships.length +
    there.organisations.length * here.partnerships.length;
  if (!ways)
    return ["Neither is in a partnership: it takes two memberships in one to join them."];
  const found = network.tables.ties ? listJoins(network, here, there) : [];
  if (!found.length) {
    const would =
      `ny of ${group(ways)} memberships would, of an organisation of one side in a partnership ` +
      "of the other";
    const said = network.tables.ties ? `Nothing on record hints at one: a${would}` : `A${would}`;
    return [`Which membership would join them? ${said}.`];
  }
  const hinted = found.length === 1 ? "at one" : `at ${group(found.length)}`;
  const strongest =
    found.length > MOST_JOINS ? `, of which these are the ${MOST_JOINS} best` : "";
  const raw = (node: number) => network.node(node).raw;
  return [
    `Which membership would join them? Any of ${group(ways)} would. The record hints ${hinted}` +
      `${strongest}. That is what would join the two on record, and no advice.`,
    ...found.slice(0, MOST_JOINS).map(
      (one, place) =>
        `${place + 1}. ${raw(one.organisation)} in ${raw(one.partnership)}: ` +
        `${one.reasons.join("; ")}. The chain would be: ${one.way.map(raw).join(" - ")}.`,
    ),
  ];
}

function listJoins(network: Network, here: Shore, there: Shore): Join[] {
  const joins: Join[] = [];
  for (const side of [{ here, there, turned: false }, { here: there, there: here, turned: true }]) {
    const found = new Map<string, Map<number, Set<string>>>();
    const tell: Tell = (rank, body, tie, reason) => {
      const ranked = found.get(`${body} ${tie}`) ?? new Map<number, Set<string>>();
      found.set(`${body} ${tie}`, ranked.set(rank, (ranked.get(rank) ?? new Set()).add(reason)));
    };
    for (const hint of [hintTies, hintSuccessors, hintPlaces, hintRegions])
      hint(network, side, [here.end, there.end], tell);
    for (const [key, ranked] of found) {
      const [body, tie] = key.split(" ").map(Number) as [number, number];
      const rank = Math.min(...ranked.keys());
      const way = [...side.here.climb(body).reverse(), ...side.there.climb(tie)];
      joins.push({
        ...{ organisation: body, partnership: tie, rank },
        way: side.turned ? way.reverse() : way,
        reasons: [...ranked.keys()]
          .sort((a, b) => a - b)
          .filter((one) => one === rank || one < REGION)
          .map((one) => joinWords([...ranked.get(one)!].sort(compareTexts), 1)),
      });
    }
  }
  return joins.sort(
    (a, b) => a.rank - b.rank || a.way.length - b.way.length || compareWays(a.way, b.way),
  );
}

/** Give ties on record that are not partnership: affiliations, and support. */
function hintTies(network: Network, side: Side, _: readonly number[], tell: Tell): void {
  const [bodies, ties] = [new Set(side.here.organisations), new Set(side.there.partnerships)];
  for (const [body, tie, , reason] of network.tables.ties ?? [])
    if (bodies.has(body) && ties.has(tie)) tell(TIE, body, tie, reason);
  for (const body of side.here.organisations)
    for (const tie of network.next(true)(body))
      if (ties.has(tie) && network.membership(body, tie).supporter)
        tell(TIE, body, tie, "it supported the partnership without being a partner");
}

/** Give organisations whose place is now held by the same body as that of a partner there. */
function hintSuccessors(network: Network, side: Side, _: readonly number[], tell: Tell): void {
  const later = new Map(network.tables.later ?? []);
  const follow = (body: number) => later.get(body) ?? [body];
  const now = new Map<number, number[]>();
  for (const body of side.there.organisations)
    for (const after of follow(body)) now.set(after, [...(now.get(after) ?? []), body]);
  const ties = new Set(side.there.partnerships);
  for (const body of side.here.organisations)
    for (const after of follow(body))
      for (const partner of now.get(after) ?? [])
        for (const tie of network.next(true)(partner))
          if (ties.has(tie)) tell(SUCCESSOR, body, tie, saySuccessor(network, body, partner, after));
}

function saySuccessor(network: Network, body: number, partner: number, after: number): string {
  const [other, now] = [network.node(partner).raw, network.node(after).raw];
  if (after === partner) return `it later became part of ${other}, which is a partner there`;
  if (after === body) return `${other}, which is a partner there, later became part of it`;
  return `it and ${other}, which is a partner there, were both followed by ${now}`;
}

/** Give organisations that bear the name of the place of a partnership. */
function hintPlaces(network: Network, side: Side, _: readonly number[], tell: Tell): void {
  const [bodies, ties] = [new Set(side.here.organisations), new Set(side.there.partnerships)];
  for (const [tie, parts] of network.tables.places ?? [])
    if (ties.has(tie))
      for (const [part, bearers] of parts)
        for (const body of bearers)
          if (bodies.has(body))
            tell(PLACE, body, tie, `its name has the place of the vanguard, ${part}`);
}

/** Give the end itself for partnerships whose partners are in its region. */
function hintRegions(network: Network, side: Side, ends: readonly number[], tell: Tell): void {
  for (const end of ends) {
    const region = network.node(end).region;
    if (!region || !side.here.organisations.includes(end)) continue;
    for (const tie of side.there.partnerships) {
      const partners = network.next(true)(tie).filter((node) => side.there.nodes.has(node));
      const same = partners.filter((node) => network.node(node).region === region).length;
      if (same)
        tell(
          REGION, end, tie,
          `it is in the region ${region}, as ${same === 1 ? "is" : "are"} ${group(same)} of ` +
            `${count(partners.length, "partner")} there`,
        );
    }
  }
}
