import { describe, expect, it } from "vitest";
import { thingPath, webAddress } from "../src/shared/addresses";
import { formatCount, formatDate, formatNumber } from "../src/shared/formats";
import { boundRatio, ratio } from "../src/search/likeness";
import { splitWords } from "../src/search/words";

describe("addresses", () => {
  it("leads to the folder of a thing, or to the search where that is not known", () => {
    expect(thingPath("organisation", "RM3")).toBe("id/organisation/RM3/");
    expect(thingPath("organisation", "age-uk-sutton")).toBe("id/organisation/age-uk-sutton/");
    expect(thingPath("source", "a/b", "a-b~12")).toBe("id/source/a-b~12/");
    for (const odd of ["../x", "x.ttl", "X.HTML", "con", "COM1.txt", "x.", "", "é", "x".repeat(101)]) {
      expect(thingPath("source", odd)).toBe(`search/?q=${encodeURIComponent(odd)}`);
    }
  });

  it("takes only addresses of the web for links", () => {
    expect(webAddress("https://example.org/a b")).toBe("https://example.org/a%20b");
    for (const text of ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "x", ""]) {
      expect(webAddress(text)).toBeNull();
    }
  });
});

describe("formats", () => {
  it("writes numbers and dates as British readers do", () => {
    expect(formatNumber(1234567.5)).toBe("1,234,567.5");
    expect(formatCount(1, "body", "bodies")).toBe("1 body");
    expect(formatCount(1200, "row")).toBe("1,200 rows");
    expect(formatDate("2016-04-01")).toBe("1 April 2016");
    expect(formatDate("2016-04")).toBe("April 2016");
    // What is no date is left as it is.
    for (const text of ["2016", "2016-02-30", "2016-13", "spring 2016", ""]) {
      expect(formatDate(text)).toBe(text);
    }
  });
});

describe("likeness", () => {
  it("counts matching runs as difflib does", () => {
    expect(ratio("salford", "salfrod")).toBeCloseTo(12 / 14, 12);
    expect(ratio("abcd", "bcde")).toBe(0.75);
    expect(ratio("tide", "diet")).toBe(0.25);
    expect(ratio("diet", "tide")).toBe(0.5);
    expect(ratio("", "")).toBe(1);
  });

  it("is never more than its bound", () => {
    for (const word of ["royal", "aabbc", "moorfeilds"]) {
      const bound = boundRatio(word);
      for (const other of ["loyal", "cbbaa", "moorfields", "x", "royal"]) {
        expect(bound(other)).toBeGreaterThanOrEqual(ratio(other, word));
      }
      expect(bound(word)).toBe(1);
    }
  });

  it("takes names apart as the library does", () => {
    expect(splitWords("Guy’s & St Thomas' NHS FT")).toEqual(
      ["guys", "and", "saint", "thomas", "nhs", "foundation", "trust"],
    );
  });
});
