// Queries taken apart, bounded, and what is wrong with them in words. The engine is Oxigraph.
import oxigraph from "oxigraph";
import { describe, expect, test } from "vitest";
import { explain, findRefusal, findUndeclared, spread } from "../src/query/faults";
import { bound, declare } from "../src/query/texts";
import { formOf, listVariables, readTokens, selectsAll } from "../src/query/tokens";

const PREFIXES = { vg: "https://w3id.org/vanguard-graph/ontology#", "care-model": "urn:model/" };

const texts = (query: string) => readTokens(query).map((token) => token.text);

// What the page says of a query that the engine refuses.
function say(query: string): string {
  const head = declare(PREFIXES);
  const store = new oxigraph.Store();
  let message = "";
  try {
    store.query(head + spread(readTokens(query)).text);
  } catch (error) {
    message = (error as Error).message.replace(/error at (\d+):/, (_, line) =>
      `error at ${Number(line) - 1}:`);
  }
  expect(message).not.toBe("");
  const { line, column, message: words } = explain(query, message, PREFIXES);
  return `${line}:${column} ${words}`;
}

describe("tokens", () => {
  test("marks in texts, IRIs and comments are no marks", () => {
    expect(texts('?a "}" <urn:{> # {\n\'\'\'a"b\'\'\' care-model:ACC')).toEqual(
      ["?a", '"}"', "<", "urn:", "{", ">", "'''a\"b'''", "care-model:ACC"]);
    expect(texts("<https://a.b/c#d> ?x<3")).toEqual(["<https://a.b/c#d>", "?x", "<", "3"]);
  });

  test("an end of a sentence is no part of a name", () => {
    expect(texts("?a vg:b vg:c.d. ?e")).toEqual(["?a", "vg:b", "vg:c.d", ".", "?e"]);
  });

  test("columns of SELECT * stand as in the text", () => {
    const tokens = readTokens("SELECT DISTINCT * { ?z ?a ?z . ?m ?a 1 }");
    expect(selectsAll(tokens)).toBe(true);
    expect(listVariables(tokens)).toEqual(["z", "a", "m"]);
    expect(selectsAll(readTokens("SELECT (COUNT(*) AS ?n) {}"))).toBe(false);
    expect(formOf(readTokens("# SELECT\nASK {}"))).toBe("ASK");
  });
});

describe("bounds", () => {
  const ask = (query: string) => bound(query).replace(/\s+/g, " ");
  test.each([
    ["SELECT * { ?a ?b ?c }", "SELECT * { ?a ?b ?c } LIMIT 100001 "],
    ["SELECT * { ?a ?b ?c } LIMIT 5", "SELECT * { ?a ?b ?c } LIMIT 5"],
    ["SELECT * { ?a ?b ?c } LIMIT 9999999 OFFSET 2",
      "SELECT * { ?a ?b ?c } LIMIT 100001 OFFSET 2"],
    ["SELECT * { { SELECT * {} LIMIT 2 } }", "SELECT * { { SELECT * {} LIMIT 2 } } LIMIT 100001 "],
    ["SELECT * { ?a ?b ?c } VALUES ?a { 1 }",
      "SELECT * { ?a ?b ?c } LIMIT 100001 VALUES ?a { 1 }"],
    ["ASK {}", "ASK {}"],
  ])("%s", (query, expected) => {
    expect(ask(query)).toBe(expected);
    new oxigraph.Store().query(bound(query));
  });

  test("a comment at the end does not take the limit in", () => {
    const store = new oxigraph.Store();
    for (let n = 0; n < 400; n += 1) {
      store.add(oxigraph.triple(oxigraph.namedNode(`urn:${n}`), oxigraph.namedNode("urn:p"),
        oxigraph.namedNode("urn:o")));
    }
    const rows = store.query(bound("SELECT (1 AS ?x) { ?a ?b ?c . ?d ?e ?f } # all"));
    expect((rows as unknown[]).length).toBe(100_001);
  }, 60_000);
});

describe("faults", () => {
  test.each([
    ["SELECT ?a {\n  FILER (?a)\n}", "2:3 ‘FILER’ cannot stand here."],
    ["SELCT ?a {}", "1:1 ‘SELCT’ cannot begin a query."],
    ["SELECT ?a { ?a vg:b", "1:20 The query ends before ‘{’ of line 1, column 11 is closed."],
    ["SELECT ?a { ?a vg:b (1 }", "1:24 ‘}’ does not close ‘(’ of line 1, column 21."],
    ["SELECT ?a { ?a vg:b 1 } }", "1:25 ‘}’ closes a bracket that is not open."],
    ["ASK { ?a nhs:b 1 }", "1:10 The prefix nhs: is not declared."],
    ["ASK { ?a vg:b “x” }", "1:15 ‘“’ is no quotation mark of SPARQL."],
    ['ASK { ?a vg:b "x }', "1:15 A text begins here that is not closed."],
    ["ASK { ?a vg:b ?c ?d }", "1:18 ‘?d’ cannot stand here."],
    ["ASK { # 😀 é\n ?a vg:b “ }", "2:10 ‘“’ is no quotation mark of SPARQL."],
  ])("%s", (query, expected) => expect(say(query)).toBe(expected));

  test("what leaves or changes the graph is refused, in texts and names it is not", () => {
    expect(findRefusal("ASK { SERVICE <urn:a> {} }")?.message).toContain("another server");
    expect(findRefusal("ask { SeRvIcE <urn:a> {} }")?.column).toBe(7);
    expect(findRefusal("DELETE WHERE { ?a ?b ?c }")?.message).toContain("read only");
    expect(findRefusal("SELECT * FROM <urn:a> {}")?.message).toContain("another graph");
    expect(findRefusal('ASK { ?service vg:service "SERVICE" } # SERVICE')).toBeNull();
    expect(findRefusal("   ")?.message).toBe("The query is empty.");
  });

  test("a prefix that the query declares is known", () => {
    expect(findUndeclared("PREFIX a: <urn:> ASK { ?x a:b vg:c }", PREFIXES)).toBeNull();
    expect(findUndeclared("ASK { ?x b:c 1 }", PREFIXES)?.message).toContain("b:");
  });
});
