// Which names stand beside their marks, and where: none on another, those of hubs first.

export interface Label {
  node: number;
  lines: string[];
  /** The middle of the first line's text. */
  x: number;
  y: number;
  strong: boolean;
  /** What it takes: left, top, right, bottom. */
  box: readonly [number, number, number, number];
}

const WIDTH = 19; // characters of a line
const LINES = 3;

/** A name as the few short lines that stand on the picture, as `_label` in network_pages.py. */
export function wrapName(name: string): string[] {
  let short = name
    .replace("NHS Foundation Trust", "FT")
    .replace("Clinical Commissioning Group", "CCG");
  if (short.length > 2 * WIDTH && short.indexOf(" (") > 3) short = short.slice(0, short.indexOf(" ("));
  const lines: string[] = [];
  for (let word of short.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
      continue;
    }
    while (word.length > WIDTH) {
      lines.push(word.slice(0, WIDTH));
      word = word.slice(WIDTH);
      if (lines.length > LINES) break;
    }
    lines.push(word);
    if (lines.length > LINES) break;
  }
  if (lines.length <= LINES) return lines;
  const kept = lines.slice(0, LINES);
  const end = kept[LINES - 1]!;
  kept[LINES - 1] = `${end.slice(0, WIDTH - 2).trimEnd()} …`;
  return kept;
}

/** A grid of boxes that tells quickly whether a new one lies on any of them. */
export class Grid {
  private cells = new Map<number, number[]>();
  private boxes: (readonly [number, number, number, number])[] = [];

  constructor(private readonly step = 40) {}

  private *near([left, top, right, bottom]: readonly [number, number, number, number]) {
    for (let row = Math.floor(top / this.step); row <= Math.floor(bottom / this.step); row++) {
      for (let at = Math.floor(left / this.step); at <= Math.floor(right / this.step); at++) {
        yield row * 8192 + at;
      }
    }
  }

  add(box: readonly [number, number, number, number]): void {
    const place = this.boxes.push(box) - 1;
    for (const key of this.near(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(place);
      else this.cells.set(key, [place]);
    }
  }

  meets(box: readonly [number, number, number, number]): boolean {
    return this.count(box, 1) > 0;
  }

  /** How many boxes a new one lies on, up to a number. */
  count(box: readonly [number, number, number, number], most = Infinity): number {
    const met = new Set<number>();
    for (const key of this.near(box)) {
      for (const place of this.cells.get(key) ?? []) {
        const other = this.boxes[place]!;
        if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) {
          met.add(place);
          if (met.size >= most) return most;
        }
      }
    }
    return met.size;
  }
}

export interface Candidate {
  node: number;
  x: number;
  y: number;
  /** How far the mark reaches from its middle. */
  reach: number;
  strong: boolean;
  above: boolean;
  /** Rather on a mark than not at all. */
  urgent: boolean;
}

/**
 * Places for the names of candidates, the first of which are served first. `measure` gives the
 * width of a line; `marks` holds the boxes of marks that names should not cover. Within a `room`
 * (width, height) only marks that stand in it are named, and no name is cut at its edge.
 */
export function placeLabels(
  candidates: Iterable<Candidate>,
  linesOf: (node: number) => string[],
  measure: (line: string, strong: boolean) => number,
  marks: Grid,
  height: number,
  most: number,
  room?: readonly [number, number],
): Label[] {
  const taken = new Grid(64);
  const placed: Label[] = [];
  for (const one of candidates) {
    if (placed.length >= most) break;
    const lines = linesOf(one.node);
    if (!lines.length) continue;
    const width = Math.max(...lines.map((line) => measure(line, one.strong)));
    const tall = lines.length * height;
    const below: [number, number] = [one.x, one.y + one.reach + 2];
    const above: [number, number] = [one.x, one.y - one.reach - 2 - tall];
    const side: [number, number][] = [
      [one.x + one.reach + 3 + width / 2, one.y - tall / 2],
      [one.x - one.reach - 3 - width / 2, one.y - tall / 2],
    ];
    const slanted = [-0.35, 0.35].flatMap((by): [number, number][] => [
      [one.x + by * width, below[1]],
      [one.x + by * width, above[1]],
    ]);
    const spots = one.above
      ? [above, below, ...side, ...slanted]
      : [below, above, ...side, ...slanted];
    const within = room && one.x >= 0 && one.y >= 0 && one.x <= room[0] && one.y <= room[1];
    // The name of a mark outside would be cut, or name nothing that is seen.
    if (room && !within) continue;
    const boxes = spots
      .map(([x, top]) => (within ? ([keep(x, width, room[0]), top] as const) : ([x, top] as const)))
      .filter(([, top]) => !within || (top >= 0 && top + tall <= room[1]))
      .map(([x, top]) => [x - width / 2 - 2, top - 1, x + width / 2 + 2, top + tall + 1] as const);
    const free = boxes.filter((box) => !taken.meets(box));
    const best = free.find((box) => !marks.meets(box)) ?? (one.urgent ? least(free) : undefined);
    if (!best) continue;
    taken.add(best);
    const [left, top, right] = best;
    placed.push({
      node: one.node,
      lines,
      x: (left + right) / 2,
      y: top + 1 + height / 2,
      strong: one.strong,
      box: best,
    });
  }
  return placed;

  /** The middle of a name moved so far that the name is whole; where it is too long, in the middle. */
  function keep(x: number, width: number, most: number): number {
    const half = width / 2 + 3;
    return half > most - half ? most / 2 : Math.min(Math.max(x, half), most - half);
  }

  /** The box that lies on the fewest marks. */
  function least(boxes: (readonly [number, number, number, number])[]) {
    const counted = boxes.map((box) => [marks.count(box), box] as const);
    return counted.sort(([a], [b]) => a - b)[0]?.[1];
  }
}
