// Reads a network file as a program in JavaScript does, and prints what it found as JSON:
//     node read.mjs cytoscape network.cyjs
//     node read.mjs gexf network.gexf
import { readFileSync } from "node:fs";

const [reader, file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");

const readers = {
  async cytoscape() {
    const { default: cytoscape } = await import("cytoscape");
    const document = JSON.parse(text);
    const cy = cytoscape({ headless: true, data: document.data, elements: document.elements });
    return {
      about: cy.data(),
      nodes: cy.nodes().map((node) => node.data()),
      edges: cy.edges().map((edge) => edge.data()),
      degrees: Object.fromEntries(cy.nodes().map((node) => [node.id(), node.degree()])),
      heavy: cy.edges("[weight > 1]").length,
    };
  },
  async gexf() {
    const { default: Graph } = await import("graphology");
    const { default: gexf } = await import("graphology-gexf");
    const graph = gexf.parse(Graph, text, { addMissingNodes: false });
    return {
      about: graph.getAttributes(),
      nodes: graph.mapNodes((id, data) => ({ id, ...data })),
      edges: graph.mapEdges((id, data, source, target) => ({ ...data, id, source, target })),
    };
  },
};

process.stdout.write(JSON.stringify(await readers[reader]()));
