// What the chain finder is made of: wording, numbers, searches and dates.
import { describe, expect, it } from "vitest";
import { listShortest, listSimple } from "../src/chains/paths";
import { wrap } from "../src/chains/picture";
import { divide, measureStrength } from "../src/chains/strengths";
import { compareTexts, count, formatGeneral, joinWords } from "../src/chains/wording";

describe("wording", () => {
  it("groups thousands and counts", () => {
    expect(count(1, "pair")).toBe("1 pair");
    expect(count(1234567, "pair")).toBe("1,234,567 pairs");
  });
  it("joins words, with semicolons where a comma stands inside one", () => {
    expect(joinWords(["a", "b", "c"])).toBe("a, b and c");
    expect(joinWords(["a", "b, c", "d"])).toBe("a; b, c and d");
    expect(joinWords(["a", "b", "c"], 1)).toBe("a and 2 more");
    expect(joinWords([])).toBe("");
  });
  it("compares by code points, as Python does", () => {
    expect(["\u{10348}", "\uff1d", "a", "ab"].sort(compareTexts)).toEqual([
      ...["a", "ab", "\uff1d", "\u{10348}"],
    ]);
  });
  it.each([
    ...[[0.03125, 3, "0.0312"], [0.09375, 3, "0.0938"], [0.25, 3, "0.25"], [1, 3, "1"]],
    ...[[0.0000965, 3, "9.65e-05"], [0.0001, 3, "0.0001"], [0.99999, 3, "1"], [0, 3, "0"]],
    ...[[1e-10, 3, "1e-10"], [0.66666666, 6, "0.666667"], [123.5, 3, "124"], [122.5, 3, "122"]],
  ] as [number, number, string][])("writes %d with %d digits as %s", (value, digits, text) => {
    expect(formatGeneral(value, digits)).toBe(text);
  });
});

describe("strengths", () => {
  it("divides whole numbers of any size and rounds once", () => {
    expect(divide(1n, 3n)).toBe(1 / 3);
    expect(divide(2n ** 200n, 3n * 2n ** 200n)).toBe(1 / 3);
    // Halfway between two numbers, and just above it.
    expect(divide(2n ** 53n + 1n, 1n)).toBe(2 ** 53);
    expect(divide((2n ** 53n + 1n) * 2n ** 80n + 1n, 2n ** 80n)).toBe(2 ** 53 + 2);
  });
  it("does not depend on the order of long chains", () => {
    const chain = Array.from({ length: 40 }, (_, place) => ({
      independent: 1 + (place % 7), inferred: place % 3 === 0, contradicted: place % 5 === 0,
    }));
    expect(measureStrength(chain)).toBe(measureStrength([...chain].reverse()));
  });
});

describe("searches", () => {
  // 0 and 1 share 5 and 6; 1 and 2 share 7.
  const lists: Record<number, number[]> = {
    ...{ 0: [5, 6], 1: [5, 6, 7], 2: [7], 3: [], 5: [0, 1], 6: [0, 1], 7: [1, 2] },
  };
  const next = (node: number) => lists[node] ?? [];
  it("gives every shortest way, sorted", () => {
    expect([...listShortest(next, 0, 2)]).toEqual([[0, 5, 1, 7, 2], [0, 6, 1, 7, 2]]);
    expect([...listShortest(next, 0, 3)]).toEqual([]);
    expect([...listShortest(next, 0, 0)]).toEqual([]);
  });
  it("gives every way of so many steps", () => {
    expect([...listSimple(next, 0, 2, 1)]).toEqual([]);
    expect([...listSimple(next, 0, 2, 2)]).toEqual([...listShortest(next, 0, 2)]);
    expect([...listSimple(next, 0, 1, 1)]).toEqual([[0, 5, 1], [0, 6, 1]]);
  });
});

describe("the picture", () => {
  const measure = (text: string, size: number) => text.length * size;
  it("breaks lines between words, and words that are too long", () => {
    expect(wrap("one two three", 80, 10, measure)).toEqual(["one two", "three"]);
    expect(wrap("abcdefghij", 40, 10, measure)).toEqual(["abcd", "efgh", "ij"]);
    expect(wrap("", 40, 10, measure)).toEqual([]);
  });
});
