// What is painted: places, sizes, looks and lines of the nodes and links that are shown.

import type { Link, Network } from "./data";
import { heldOf, strongest, type Part } from "./select";
import { findLooks, type Look } from "./looks";
import { wrapName } from "./labels";
import type { Box } from "./view";

/** Looks of lines: of leads, of others; of ties that a source only suggests. */
export const LEAD = 1;
export const INFERRED = 2;

export class Scene {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly above: Uint8Array;
  readonly sizes: Float32Array;
  readonly looks: Look[];
  readonly lookOf: Uint16Array;
  readonly styles: Uint8Array;
  /** Nodes in the order in which their names are served: hubs first, then by ties. */
  order: number[] = [];
  part: Part;
  /** What stands out, the rest being faint; null for nothing. */
  bright: { nodes: Set<number>; links: Set<number> } | null = null;
  tall = false;
  private lines: (string[] | undefined)[] = [];

  constructor(
    readonly network: Network,
    part: Part,
  ) {
    const count = network.nodes.length;
    this.xs = new Float32Array(count);
    this.ys = new Float32Array(count);
    this.above = new Uint8Array(count);
    this.sizes = Float32Array.from(network.nodes, (node, place) =>
      node.hub ? 9 : network.around[place]!.length > 1 ? 6 : 5,
    );
    const { looks, of } = findLooks(network);
    this.looks = looks;
    this.lookOf = of;
    this.styles = new Uint8Array(network.links.length);
    this.part = part;
    this.turn(false);
  }

  get size(): number {
    return this.part.ties + this.part.bodies + this.part.memberships;
  }

  linesOf = (node: number): string[] =>
    (this.lines[node] ??= wrapName(this.network.nodes[node]!.label));

  /** Take the picture for a tall window, or that for a wide one. */
  turn(tall: boolean): void {
    const { nodes } = this.network.file;
    const has = nodes.names.includes("tx");
    this.tall = tall;
    const read = (name: string, into: Float32Array | Uint8Array) => {
      const place = nodes.names.indexOf(name);
      const words = nodes.words[place];
      nodes.columns[place]?.forEach((value, row) => {
        into[row] = Number(words && value !== null ? words[value as number] : (value ?? 0));
      });
    };
    const start = tall && has ? "t" : "";
    read(`${start}x`, this.xs);
    read(`${start}y`, this.ys);
    read(`${start}side`, this.above);
  }

  /** Show another part, of a day or of all times. */
  show(part: Part, day: number | null): void {
    const { nodes, around, links } = this.network;
    this.part = part;
    const ties = nodes.map((_, node) =>
      around[node]!.reduce((sum, link) => sum + part.links[link]!, 0),
    );
    this.order = nodes
      .map((_, node) => node)
      .filter((node) => part.nodes[node])
      .sort(
        (a, b) =>
          Number(nodes[b]!.hub) - Number(nodes[a]!.hub) || ties[b]! - ties[a]! || a - b,
      );
    links.forEach((link, place) => {
      if (part.links[place]) this.styles[place] = styleOf(link, day);
    });
  }

  /** The box around some nodes; around all that are shown where none are given. */
  bounds(nodes: Iterable<number> = this.order): Box {
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const node of nodes) {
      box.left = Math.min(box.left, this.xs[node]!);
      box.right = Math.max(box.right, this.xs[node]!);
      box.top = Math.min(box.top, this.ys[node]!);
      box.bottom = Math.max(box.bottom, this.ys[node]!);
    }
    return Number.isFinite(box.left) ? box : { left: 0, top: 0, right: 1, bottom: 1 };
  }

  /** Pixels for one unit of a mark at a scale: marks neither vanish nor grow without end. */
  unitOf(node: number, scale: number): number {
    const least = Math.min(1, Math.sqrt(2000 / Math.max(this.order.length, 1)));
    const hub = this.network.nodes[node]!.hub;
    return Math.min(Math.max(scale, (hub ? 0.5 : 0.36) * least), 1.3);
  }

  /** The nodes at the other ends of the links of a node that are shown. */
  neighbours(node: number): number[] {
    const { around, links } = this.network;
    return around[node]!
      .filter((link) => this.part.links[link])
      .map((link) => (links[link]!.body === node ? links[link]!.tie : links[link]!.body));
  }
}

function styleOf(link: Link, day: number | null): number {
  const held = heldOf(link, day);
  const members = held.length ? held : link.members;
  const lead = strongest(members).role === "lead";
  return Number(lead) * LEAD + Number(members.every((one) => one.inferred)) * INFERRED;
}
