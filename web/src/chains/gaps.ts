// Why no chain joins two organisations, and how near they come: collaboration/gaps.py.
import type { Network, Next } from "./data";
import { describeJoins, Shore } from "./joins";
import { climb, growTree, listShortest } from "./paths";
import { compareTexts, count, group } from "./wording";

const MOST_NAMED = 6;

/** Say why there is no chain, how near the two come, and what would join them. */
export function explainGap(
  network: Network, start: number, end: number, supporters: boolean, steps?: number,
): string {
  const next = network.next(supporters);
  const none = (what: string) =>
    `There is no chain${what} between ${network.label(start)} and ${network.label(end)}.`;
  if (steps !== undefined) {
    const longer = listShortest(next, start, end).next().value as number[] | undefined;
    if (longer) {
      const within = ` of ${count(steps, "partnership")}${steps > 1 ? " or fewer" : ""}`;
      return `${none(within)}\nThe shortest has ${group(Math.floor(longer.length / 2))}.`;
    }
  }
  const here = new Shore(network, next, start);
  const there = new Shore(network, next, end);
  const lines = [none(" of partnerships")];
  for (const shore of [here, there]) lines.push(describeShore(network, next, shore));
  if (network.tables.ties) {
    if (!supporters) lines.push(...tellSupporters(network, start, end));
    lines.push(tellOtherTies(network, next, start, end));
  }
  return [...lines, ...describeJoins(network, here, there)].join("\n");
}

function describeShore(network: Network, next: Next, shore: Shore): string {
  const label = network.label(shore.end);
  if (!next(shore.end).length) return `${label} is a partner in no vanguard in this graph.`;
  const others = shore.organisations.filter((node) => node !== shore.end);
  const names = sortLabels(network, shore.partnerships);
  if (!others.length)
    return `${label} is the only partner on record of ${names.join(", ")}; it reaches no one else.`;
  const more = names.length > MOST_NAMED ? ` and ${group(names.length - MOST_NAMED)} more` : "";
  return (
    `${label} reaches ${count(others.length, "other organisation")} through ` +
    `${count(names.length, "partnership")}: ${names.slice(0, MOST_NAMED).join("; ")}${more}.`
  );
}

function sortLabels(network: Network, nodes: readonly number[]): string[] {
  return nodes.map((node) => network.label(node)).sort(compareTexts);
}

function tellSupporters(network: Network, start: number, end: number): string[] {
  const before = growTree(network.next(true), start);
  if (!before.has(end)) return [];
  const path = climb(before, end).reverse();
  return [
    "Counting supporters (evaluators, innovation networks, support units) they would be " +
      `joined: ${sayArrow(path.map((node) => network.label(node)))}.`,
  ];
}

/** Return how near the two come over ties that are no memberships. */
function tellOtherTies(network: Network, next: Next, start: number, end: number): string {
  const added = new Map<number, Set<number>>();
  const tie = (one: number, other: number) => {
    added.set(one, (added.get(one) ?? new Set()).add(other));
    added.set(other, (added.get(other) ?? new Set()).add(one));
  };
  for (const [body, partnership, hub] of network.tables.ties!) {
    tie(body, hub);
    if (partnership >= 0 && next(partnership).length) tie(hub, partnership);
  }
  const wider: Next = (node) => {
    const more = added.get(node);
    if (!more) return next(node);
    return [...new Set([...next(node), ...more])].sort((a, b) => a - b);
  };
  const before = growTree(wider, start);
  if (!before.has(end)) return "Ties that are not memberships do not join them either.";
  const names = climb(before, end).reverse().map((node) => {
    // The name of a network may be empty; then it is left so.
    const known = network.node(node);
    return known.kind === "other" ? known.raw : known.label;
  });
  return (
    "Nearest approach, counting ties that are not memberships (networks and contracts " +
    `that grew out of a vanguard): ${sayArrow(names)}.`
  );
}

/** Return the names along a way, one that stands twice in a row once. */
function sayArrow(names: readonly string[]): string {
  return names.filter((name, place) => !place || name !== names[place - 1]).join(" - ");
}
