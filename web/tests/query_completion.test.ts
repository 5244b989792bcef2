// What is offered while one types, saved questions with values put in, and where terms lead.
import { describe, expect, test } from "vitest";
import { compareTerms, readResults, readTriples, writeTerm } from "../src/query/answers";
import { offer } from "../src/query/completion";
import { find } from "../src/query/examples";
import { MOST_NODES, type Node, makeNetwork } from "../src/query/layout";
import { readState, writeState } from "../src/query/links";
import { type Terms, describeName, expand, fillQuestion, linkOf, shorten } from "../src/query/terms";

const ID = "https://w3id.org/vanguard-graph/id/";
const TERMS: Terms = {
  prefixes: { vg: "https://w3id.org/vanguard-graph/ontology#", "care-model": `${ID}care-model/`,
    vanguard: `${ID}vanguard/`, organisation: `${ID}organisation/` },
  terms: [
    { name: "vg:Vanguard", kind: "class", label: "vanguard" },
    { name: "vg:careModel", kind: "property", label: "care model", lists: ["care-model"],
      comment: "Its kind." },
    { name: "vg:hasPartner", kind: "property", label: "has partner", derived: true },
  ],
  lists: { "care-model": [["ACC", "acute care collaborations"], ["MCP", "community providers"]],
    vanguard: [["16", "Dudley"]] },
  questions: [{ name: "partners-of", title: "Partners of a vanguard", question: "Who?",
    subject: "Partners", text: "ASK { vanguard:16 ?b ?c }",
    template: "# Parameter vanguard (vanguard) is {{vanguard}}; to change it, replace that on "
      + "line 2: which\nASK { {{vanguard}} ?b {{text}} }",
    parameters: [
      { name: "vanguard", kind: "vanguard", meaning: "which", optional: true, value: "16" },
      { name: "text", kind: "text", meaning: "words", optional: true, value: null },
    ] }],
};

// What is offered where the bar stands, and what it takes the place of.
function offered(text: string, asked = false): string[] {
  const place = text.indexOf("|");
  const plain = text.replace("|", "");
  const found = offer(plain, place, TERMS, asked);
  return found ? [plain.slice(found.from, place), ...found.options.map((one) => one.apply)] : [];
}

describe("completion", () => {
  test("a label leads to its term, also in several words", () => {
    expect(offered("ASK { ?a care model| }").slice(0, 2)).toEqual(["care model", "vg:careModel"]);
    expect(offered("ASK { ?a partn| }")[1]).toBe("vg:hasPartner");
    expect(offered("ASK { ?a ?b dudl| }").slice(0, 2)).toEqual(["dudl", "vanguard:16"]);
  });

  test("what fits the place comes first", () => {
    expect(offered("ASK { ?a a vg:| }")[1]).toBe("vg:Vanguard");
    expect(offered("ASK { ?a vg:| }")[1]).toBe("vg:careModel");
    expect(offered("ASK { ?a vg:careModel | }")).toEqual(["", "care-model:ACC", "care-model:MCP"]);
  });

  test("variables of the query, but not the one that is typed", () => {
    expect(offered("SELECT ?vanguard ?van|")).toEqual(["?van", "?vanguard"]);
    expect(offered("SELECT $vanguard $van|")).toEqual(["$van", "$vanguard"]);
    expect(offered("SELECT ?new|")).toEqual([]);
  });

  test("capitals are keywords", () => {
    expect(offered("SEL|").slice(0, 2)).toEqual(["SEL", "SELECT"]);
    expect(offered("ASK {} ORD|")[1]).toBe("ORDER");
  });

  test("nothing within texts, comments and IRIs, and nothing unasked after a space", () => {
    expect(offered('ASK { ?a ?b "care mod| }')).toEqual([]);
    expect(offered("# care mod|")).toEqual([]);
    expect(offered("ASK { ?a ?b <urn:care| }")).toEqual([]);
    expect(offered("ASK { ?a | }")).toEqual([]);
    expect(offered("ASK { ?a | }", true)).toContain("vg:careModel");
  });
});

describe("saved questions", () => {
  const [question] = TERMS.questions as [Terms["questions"][0]];

  test("values are put in as terms, and what is left out stays open", () => {
    const text = fillQuestion(question, { vanguard: "16", text: 'a "b" $&' });
    expect(text).toContain('ASK { vanguard:16 ?b "a \\"b\\" $&" }');
    expect(fillQuestion(question, {})).toBe(
      "# Parameter vanguard (vanguard) is open; to set it, replace ?given_vanguard on line 2: which"
      + "\nASK { ?given_vanguard ?b ?given_text }");
  });

  test("a value that is no code cannot leave its IRI", () => {
    const text = fillQuestion(question, { vanguard: "x> } ; DROP ALL <" });
    expect(text).toContain("<https://w3id.org/vanguard-graph/id/vanguard/x%3E%20%7D%20;");
  });

  test("all words have to be found", () => {
    expect(find(TERMS.questions, "vanguard WHO")).toHaveLength(1);
    expect(find(TERMS.questions, "vanguard nobody")).toHaveLength(0);
  });
});

describe("terms", () => {
  test("IRIs are shortened with the nearest prefix, and can be pasted", () => {
    expect(shorten(`${ID}organisation/a/b`, TERMS.prefixes)).toBe("organisation:a\\/b");
    expect(shorten("urn:x", TERMS.prefixes)).toBe("<urn:x>");
    expect(expand("organisation:a\\/b", TERMS.prefixes)).toBe(`${ID}organisation/a/b`);
  });

  test("things lead to their pages, others to a query, the web out, scripts nowhere", () => {
    expect(linkOf(`${ID}organisation/RM3`, "../")).toEqual(
      { href: "../id/organisation/RM3/", kind: "page" });
    expect(linkOf(`${ID}evidence/1`, "../")?.kind).toBe("query");
    expect(linkOf(`${ID}organisation/../../x`, "../")?.kind).toBe("query");
    expect(linkOf("https://example.org", "../")?.kind).toBe("web");
    expect(linkOf("javascript:alert(1)", "../")).toBeNull();
    expect(linkOf("data:text/html,x", "../")).toBeNull();
  });

  test("a term is explained in words", () => {
    expect(describeName("vg:careModel", TERMS)).toBe(
      "vg:careModel, property “care model”. Its kind. Codes: care-model:….");
    expect(describeName("vanguard:16", TERMS)).toBe("vanguard:16, vanguard “Dudley”.");
    expect(describeName("vg:nothing", TERMS)).toBe("");
  });
});

describe("answers", () => {
  test("rows in JSON have the columns of the text", () => {
    const written = JSON.stringify({ head: { vars: ["a", "z"] }, results: { bindings: [
      { z: { type: "literal", value: "1" } }] } });
    const answer = readResults("SELECT * { ?z ?p ?a }", written, 0);
    expect(answer.columns).toEqual(["z", "a"]);
    expect(answer.rows).toEqual([[{ type: "literal", value: "1" }, null]]);
  });

  test("triples are read as they were written", () => {
    const lines = ['<urn:a> <urn:b> "x\\"\\u00e9\\n"@en-GB .', "_:c <urn:b> <urn:d> .",
      '<urn:a> <urn:b> "1"^^<urn:t> .', "_:c <urn:b> <urn:d> ."];
    const answer = readTriples(`${lines.join("\n")}\n`, 0);
    expect(answer.total).toBe(3);
    expect(answer.rows.map((row) => row[2])).toEqual([
      { type: "literal", value: "1", datatype: "urn:t" },
      { type: "literal", value: 'x"é\n', "xml:lang": "en-GB" },
      { type: "uri", value: "urn:d" },
    ]);
    expect(writeTerm(answer.rows[1]?.[2] ?? null)).toBe('"x\\"é\\n"@en-GB');
  });

  test("numbers are ordered by size, and what is missing comes last", () => {
    const number = (value: string) => ({ type: "literal" as const, value,
      datatype: "http://www.w3.org/2001/XMLSchema#integer" });
    expect([null, number("10"), number("9")].sort(compareTerms).map((one) => one?.value)).toEqual(
      ["9", "10", undefined]);
  });

  test("the state is read back from the address, long texts from behind the #", () => {
    for (const query of ["ASK { ?a ?b \"&#é\" }", `ASK {} # ${"x".repeat(3000)}`]) {
      const [search, hash = ""] = writeState({ query, view: "network", sort: "-n" }).split("#");
      const state = readState(search ?? "", hash ? `#${hash}` : "");
      expect(state).toEqual({ query, view: "network", sort: "-n", example: "" });
      expect(search?.length).toBeLessThan(2000);
    }
  });
});

describe("network", () => {
  const uri = (value: string) => ({ type: "uri" as const, value });
  const text = (value: string) => ({ type: "literal" as const, value });
  const label = uri("http://www.w3.org/2000/01/rdf-schema#label");

  test("things are nodes, texts are not, labels name them", () => {
    const made = makeNetwork([
      [uri("urn:a"), uri("urn:p"), uri("urn:b")], [uri("urn:a"), label, text("Ah")],
      [uri("urn:c"), label, text("alone")],
    ], {});
    expect(made.nodes.map((node) => node.label)).toEqual(["Ah", "<urn:b>"]);
    expect(made.links).toEqual([{ from: 0, to: 1, label: "<urn:p>" }]);
    const [one, other] = made.nodes as [Node, Node];
    expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(30);
  });

  test("of many nodes those with the most links are kept, always in the same places", () => {
    const rows = Array.from({ length: 900 }, (_, n) =>
      [uri(`urn:${n % 30}`), uri("urn:p"), uri(`urn:${n}`)]);
    const made = makeNetwork(rows, {});
    expect(made.nodes).toHaveLength(MOST_NODES);
    expect(made.total).toBe(900);
    expect(makeNetwork([...rows].reverse(), {}).nodes).toEqual(made.nodes);
    expect(made.nodes.every((node) => Number.isFinite(node.x + node.y))).toBe(true);
  });
});
