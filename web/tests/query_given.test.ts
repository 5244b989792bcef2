// What a server says: answers that came with the page, and faults; and names that are nothing.

import { describe, expect, test } from "vitest";
import { readFault } from "../src/query/faults";
import { isSame, readGiven } from "../src/query/given";
import type { Terms } from "../src/query/terms";
import { listUnknown } from "../src/query/unknown";

const TERMS = {
  prefixes: {},
  terms: [{ name: "vg:Vanguard", kind: "class" }],
  lists: { organisation: [["RM3", "Salford Royal"], ["a.b", "Odd"]] },
  questions: [],
} as unknown as Terms;

describe("an answer that came with the page", () => {
  test("is read as one that was asked for, its terms whole", () => {
    const label = { type: "literal", value: "a", "xml:lang": "en" };
    const results = { head: { vars: ["l", "o"] }, results: { bindings: [{ l: label }] } };
    const given = readGiven("SELECT ?l ?o {}", JSON.stringify({ seconds: 0.5, results }))!;
    expect(given.fault).toBeNull();
    expect(given.answer).toMatchObject({
      kind: "rows", columns: ["l", "o"], rows: [[label, null]], total: 1, cut: false, seconds: 0.5,
    });
  });

  test("is a yes, triples in order, or what is wrong", () => {
    const yes = { seconds: 0, results: { head: {}, boolean: true } };
    expect(readGiven("ASK {}", JSON.stringify(yes))?.answer).toMatchObject({
      kind: "boolean", boolean: true,
    });
    const [a, b] = ["a:a", "a:b"].map((value) => ({ type: "uri", value }));
    const triples = [[b, a, a], [a, a, b]];
    const graph = readGiven("DESCRIBE <a:a>", JSON.stringify({ seconds: 0, triples }))?.answer;
    expect(graph).toMatchObject({ kind: "graph", total: 2, rows: [[a, a, b], [b, a, a]] });
    const fault = { message: "Too long.", remedy: "Narrow it.", line: 0, column: 0 };
    expect(readGiven("SELECT", JSON.stringify({ seconds: 0, fault }))).toEqual({
      text: "SELECT", answer: null, fault,
    });
  });

  test("counts only where there is one, for the query that it answers", () => {
    expect(readGiven("ASK {}", undefined)).toBeNull();
    expect(readGiven("ASK {}", "{")).toBeNull();
    const given = { text: "ASK\n{}", answer: null, fault: null };
    expect(isSame(given, "ASK\r\n{}")).toBe(true);
    expect(isSame(given, "ASK {}")).toBe(false);
  });
});

test("problem details are told in words, with their place", () => {
  const detail =
    "The query does not parse at line 1, column 1: 'SELEC' cannot begin a query.\n  SELEC ?x\n  ^";
  const problem = {
    type: "about:blank", title: "Bad Request", status: 400, detail,
    ...{ remedy: "Did you mean SELECT?", line: 1, column: 1 },
  };
  expect(readFault(400, JSON.stringify(problem))).toEqual({
    message: "'SELEC' cannot begin a query.", remedy: "Did you mean SELECT?", line: 1, column: 1,
  });
  expect(readFault(502, "<html>Bad gateway</html>").message).toBe("The server answers 502.");
});

test("names that are nothing in the graph are listed once", () => {
  const text = `SELECT * { ?v a vg:Hospital, vg:Vanguard, vg:Hospital ; vg:x organisation:RM3,
    organisation:a\\.b, organisation:ZZZ, place:1 . rdfs:label ?p "vg:Text" } # vg:Remark`;
  expect(listUnknown(text, TERMS)).toEqual(["vg:Hospital", "vg:x", "organisation:ZZZ"]);
  expect(listUnknown("PREFIX vg: <http://e/> SELECT * { ?v a vg:Mine }", TERMS)).toEqual([]);
});
