// Triples drawn as a network; the table beside it says the same.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Row } from "./answers";
import { type Network, type Node, makeNetwork } from "./layout";

// How wide it is drawn, in per cent of the room there is.
const SIZES = [100, 150, 200, 300, 400];
// Colours of kinds of thing, all apart from each other in light and dark; the shape says it too.
const LOOKS: Record<string, { colour: string; mark: "square" | "dot" | "diamond" | "triangle" }> = {
  vanguard: { colour: "#D55E00", mark: "square" },
  organisation: { colour: "#4477AA", mark: "dot" },
  service: { colour: "#228833", mark: "diamond" },
  source: { colour: "#AA3377", mark: "triangle" },
};
const OTHER = { colour: "#7A828C", mark: "dot" as const };
const RADIUS = 8;

export function Drawing({ rows, prefixes }: { rows: Row[]; prefixes: Record<string, string> }) {
  const network = useMemo(() => makeNetwork(rows, prefixes), [rows, prefixes]);
  const canvas = useRef<HTMLDivElement>(null);
  // Many labels need more room than there is to be read.
  const [size, setSize] = useState(network.nodes.length <= 30 ? 0 : 2);
  const [chosen, setChosen] = useState<number | null>(null);
  useLayoutEffect(() => {
    const box = canvas.current;
    if (!box) return;
    const [across, down] = [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight];
    box.scrollTo(across / 2, down / 2);
  }, [network, size]);
  if (!network.nodes.length) {
    return <p>None of these triples is between two things, so there is no network to draw.</p>;
  }
  const { nodes, links, total } = network;
  const left = Math.min(...nodes.map((node) => node.x)) - 80;
  const top = Math.min(...nodes.map((node) => node.y)) - 40;
  const width = Math.max(...nodes.map((node) => node.x)) - left + 160;
  const height = Math.max(...nodes.map((node) => node.y)) - top + 60;
  const near = chosen === null ? null : neighbours(network, chosen);
  const more = total > nodes.length
    ? ` The ${nodes.length} with the most links of ${total.toLocaleString("en-GB")} are drawn.`
    : "";
  return (
    <figure class="query-drawing">
      <div class="query-tools">
        <button type="button" disabled={size === 0} onClick={() => setSize(size - 1)}>
          Smaller
        </button>
        <button type="button" disabled={size === SIZES.length - 1}
          onClick={() => setSize(size + 1)}>
          Larger
        </button>
      </div>
      <div class="query-canvas" ref={canvas} tabIndex={0} role="region"
        aria-label="Network, scrolls">
        <svg role="img" viewBox={`${left} ${top} ${width} ${height}`}
          width={`${SIZES[size] ?? 100}%`}
          aria-label={`Network of ${nodes.length} things and ${links.length} links. `
            + "The table of triples says the same."}>
          {links.map((link, at) => {
            const [from, to] = [nodes[link.from] as Node, nodes[link.to] as Node];
            const lit = chosen !== null && (link.from === chosen || link.to === chosen);
            return (
              <line key={at} x1={from.x} y1={from.y} x2={to.x} y2={to.y}
                class={lit ? "lit" : near ? "dim" : ""}>
                <title>{`${from.label} – ${link.label} → ${to.label}`}</title>
              </line>
            );
          })}
          {nodes.map((node, at) => (
            <g key={node.iri} class={near && !near.has(at) ? "dim" : ""}
              onClick={() => setChosen(chosen === at ? null : at)}>
              <Mark node={node} />
              <text x={node.x} y={node.y + RADIUS + 13}>{cut(node.label)}</text>
              <title>{`${node.label} (${node.iri})`}</title>
            </g>
          ))}
        </svg>
      </div>
      <figcaption>
        {`${nodes.length} things and ${links.length} links between them.${more} `}
        Choosing a thing with the pointer shows its links. Squares are vanguards, circles
        organisations and others, diamonds services, triangles sources.
      </figcaption>
    </figure>
  );
}

function neighbours(network: Network, chosen: number): Set<number> {
  const found = new Set([chosen]);
  for (const { from, to } of network.links) {
    if (from === chosen) found.add(to);
    if (to === chosen) found.add(from);
  }
  return found;
}

const cut = (label: string): string => (label.length > 28 ? `${label.slice(0, 27)}…` : label);

function Mark({ node }: { node: Node }) {
  const look = LOOKS[node.kind] ?? OTHER;
  const { x, y } = node;
  const r = RADIUS;
  if (look.mark === "square") {
    return <rect x={x - r} y={y - r} width={2 * r} height={2 * r} fill={look.colour} />;
  }
  if (look.mark === "dot") return <circle cx={x} cy={y} r={r - 1} fill={look.colour} />;
  const points = look.mark === "diamond"
    ? [[x, y - r], [x + r, y], [x, y + r], [x - r, y]]
    : [[x, y - r], [x + r, y + r], [x - r, y + r]];
  return <polygon points={points.map((point) => point.join(",")).join(" ")} fill={look.colour} />;
}
