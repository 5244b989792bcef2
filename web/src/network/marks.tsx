// A mark of the picture beside its name, as in network_page.py.

import { inkOn } from "./looks";

interface MarkProps {
  outlines: Record<string, [number, number][]>;
  mark: string;
  colour: string;
  letter?: string;
}

/** One mark as a small picture; its name stands beside it. */
export function Mark({ outlines, mark, colour, letter = "" }: MarkProps) {
  const points = outlines[mark]?.map(([x, y]) => `${(6 * x).toFixed(1)},${(6 * y).toFixed(1)}`);
  const ring = mark === "ring";
  const look = {
    class: ring ? "mark-shape mark-ring" : "mark-shape",
    fill: ring ? "none" : colour,
    ...(ring ? { stroke: colour, "stroke-width": "2" } : {}),
  };
  return (
    <svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true" class="mark">
      {points ? <polygon points={points.join(" ")} {...look} /> : <circle r="6" {...look} />}
      {letter && (
        <text y="3.2" fill={inkOn(colour)} font-size="9" font-weight="700" text-anchor="middle">
          {letter}
        </text>
      )}
    </svg>
  );
}

/** A line of the picture beside what it means. */
export function LineMark({ lead, inferred }: { lead?: boolean; inferred?: boolean }) {
  return (
    <svg viewBox="0 0 30 12" width="30" height="12" aria-hidden="true" class="mark line-mark">
      <line
        x1="0"
        y1="6"
        x2="30"
        y2="6"
        stroke="currentColor"
        stroke-width={lead ? 3 : 1.5}
        stroke-dasharray={inferred ? "5 4" : undefined}
      />
    </svg>
  );
}
