// Finding chains: `chains` of the package, with its defaults (collaboration/journeys.py).
import { Chain } from "./chain";
import type { Network } from "./data";
import { explainGap } from "./gaps";
import { compareWays, listShortest, listSimple } from "./paths";
import { measureStrength } from "./strengths";

export const MOST_SHOWN = 20;
const MOST_EQUAL = 1_000;
const MOST_SIMPLE = 10_000;

export interface Options {
  /** Let supporters (evaluators, innovation networks, support units) connect. */
  supporters?: boolean;
  /** Every chain of at most so many partnerships, instead of the shortest only. */
  steps?: number | undefined;
  /** How many are given at most. */
  most?: number;
}

export interface Found {
  start: number;
  end: number;
  /** Best first; empty where there is none. */
  chains: Chain[];
  /** Why there is none, and how near the two come; empty where there are some. */
  why: string;
  truncated: boolean;
}

/** Return chains from one organisation to another, best first, or why there is none. */
export function findChains(
  network: Network, start: number, end: number, options: Options = {},
): Found {
  const { supporters = false, steps, most = MOST_SHOWN } = options;
  const none = { start, end, chains: [], truncated: false };
  if (start === end)
    return { ...none, why: `${network.label(start)} is one and the same organisation.` };
  const next = network.next(supporters);
  const limit = steps === undefined ? MOST_EQUAL : MOST_SIMPLE;
  const ways =
    steps === undefined
      ? listShortest(next, start, end)
      : listSimple(next, start, end, steps);
  const found: number[][] = [];
  for (const way of ways) {
    found.push(way);
    if (found.length > limit) break;
  }
  if (!found.length) return { ...none, why: explainGap(network, start, end, supporters, steps) };
  const ranked = found.slice(0, limit).map((way) => ({ way, rank: rank(network, way) }));
  ranked.sort(
    (a, b) => b.rank - a.rank || a.way.length - b.way.length || compareWays(a.way, b.way),
  );
  const chosen = ranked.slice(0, most);
  return {
    ...{ start, end, why: "", truncated: found.length > chosen.length },
    chains: chosen.map(({ way }) => new Chain(network, way)),
  };
}

function rank(network: Network, way: readonly number[]): number {
  const memberships = way.slice(1).map((node, place) => {
    const before = way[place]!;
    return place % 2 === 0 ? network.attest(before, node) : network.attest(node, before);
  });
  return measureStrength(memberships);
}
