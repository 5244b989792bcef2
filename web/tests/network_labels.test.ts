// Names on the picture: how they are broken, and that none lies on another.

import { describe, expect, test } from "vitest";
import { Grid, placeLabels, wrapName, type Candidate } from "../src/network/labels";

const boxes = (labels: { box: readonly [number, number, number, number] }[]) =>
  labels.map((label) => label.box);

function meet(
  [a, b, c, d]: readonly [number, number, number, number],
  [e, f, g, h]: readonly [number, number, number, number],
): boolean {
  return a < g && e < c && b < h && f < d;
}

/** Numbers that look random and are the same every time. */
function* numbers(seed = 7): Generator<number, never> {
  for (;;) {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    yield seed / 2 ** 32;
  }
}

describe("names", () => {
  test("are broken into short lines, long words too", () => {
    expect(wrapName("Salford Royal NHS Foundation Trust")).toEqual(["Salford Royal FT"]);
    expect(wrapName("a")).toEqual(["a"]);
    for (const name of ["x".repeat(400), "word ".repeat(90), "\u202e<b>", "a b", ""]) {
      const lines = wrapName(name);
      expect(lines.length).toBeLessThanOrEqual(3);
      expect(Math.max(0, ...lines.map((line) => line.length))).toBeLessThanOrEqual(19);
    }
    expect(wrapName("word ".repeat(90)).at(-1)).toMatch(/…$/);
  });

  test("never lie on each other, and those that come first are served first", () => {
    const random = numbers();
    const candidates: Candidate[] = Array.from({ length: 400 }, (_, node) => ({
      node,
      x: random.next().value * 900,
      y: random.next().value * 600,
      reach: 6,
      strong: node < 50,
      above: node % 2 === 1,
      urgent: node < 50,
    }));
    const marks = new Grid();
    for (const { x, y, reach } of candidates) marks.add([x - reach, y - reach, x + reach, y + reach]);
    const lines = (node: number) => (node % 3 ? ["A name"] : ["A longer name", "on two lines"]);
    const placed = placeLabels(candidates, lines, (line) => line.length * 6, marks, 13, 140);
    expect(placed.length).toBeGreaterThan(30);
    expect(placed[0]!.node).toBe(0);
    const taken = boxes(placed);
    taken.forEach((one, place) => {
      for (const other of taken.slice(place + 1)) expect(meet(one, other)).toBe(false);
    });
    for (const label of placed.filter((one) => !one.strong)) expect(marks.meets(label.box)).toBe(false);
  });

  test("are not cut at the edges where their marks are within", () => {
    const corners = [[2, 2], [298, 2], [2, 198], [298, 198], [2, 100], [298, 100], [150, 3]];
    const candidates = corners.map(([x, y], node) => ({
      ...{ node, x: x!, y: y!, reach: 5, strong: true, above: false, urgent: true },
    }));
    const placed = placeLabels(
      candidates, () => ["A long name"], () => 90, new Grid(), 13, 9, [300, 200],
    );
    expect(placed).toHaveLength(corners.length);
    for (const { x, box } of placed) {
      expect(x - 45).toBeGreaterThanOrEqual(0);
      expect(x + 45).toBeLessThanOrEqual(300);
      expect(box[1] + 1).toBeGreaterThanOrEqual(0);
      expect(box[3] - 1).toBeLessThanOrEqual(200);
    }
  });

  test("are no more than asked for", () => {
    const far = Array.from({ length: 20 }, (_, node) => ({
      ...{ node, x: node * 500, y: 0, reach: 4, strong: true, above: false, urgent: true },
    }));
    expect(placeLabels(far, () => ["n"], () => 8, new Grid(), 13, 5)).toHaveLength(5);
  });
});
