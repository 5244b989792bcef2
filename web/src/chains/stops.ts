// The stops and the links of a chain as its picture shows them: drawings/chain_links.py.
import type { Chain } from "./chain";
import type { Membership, Network } from "./data";
import { count } from "./wording";

/** The width of a line, by the number of independent sources. */
const WIDTHS = [1, 1.6, 3, 4.5];

export interface Stop {
  name: string;
  note: string;
  hub: boolean;
  mark: string;
  colour: string;
  letter: string;
  path: string;
}

export interface Link {
  words: string;
  width: number;
  inferred: boolean;
  contradicted: boolean;
}

export function listStops(chain: Chain): Stop[] {
  return chain.way.map((number) => {
    const { network } = chain;
    const node = network.node(number);
    const { types, families, models } = network.tables;
    const path = network.path(number);
    if (node.kind === "partnership") {
      const [model, colour, letter] = models[node.code] ?? ["", "#8A94A0", ""];
      const note = [node.note, model].filter(Boolean).join(", ");
      return { name: node.label, note, hub: true, mark: "square", colour, letter, path };
    }
    const [type, family] = types[node.code] ?? ["", families.length - 1];
    const [, colour, mark] = families[family]!;
    return { name: node.label, note: type, hub: false, mark, colour, letter: "", path };
  });
}

export function listLinks(chain: Chain): Link[] {
  return chain.memberships.map((one) => ({
    words: sayLink(one),
    width: WIDTHS[Math.min(one.independent, WIDTHS.length - 1)]!,
    inferred: one.inferred,
    contradicted: one.contradicted,
  }));
}

function sayLink(one: Membership): string {
  const words = [one.words, one.dates].filter(Boolean).join(", ");
  const sources = one.independent ? count(one.independent, "source") : "no source on record";
  return `${words} · ${sources}`;
}

/** Return the outline of a mark as the data of a path, about a middle; null for a circle. */
export function outline(
  network: Network, mark: string, x: number, y: number, size: number,
): string | null {
  const corners = network.tables.marks[mark];
  if (!corners) return null;
  const points = corners.map(([a, b]) => `${shorten(x + a * size)} ${shorten(y + b * size)}`);
  return `M${points.join("L")}Z`;
}

function shorten(number: number): number {
  return Math.round(number * 100) / 100;
}
