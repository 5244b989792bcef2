// Answers which part of the network the scripts show, for tests/test_network_data.py.
// Reads {"data": …, "addresses": ["model=MCP&day=2016-04-01", …]} and writes for each address the
// ids of the nodes and links that are shown, the sentence, how many ties rest on unknown dates, and
// what the address asks for that is nothing here.
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { runnerImport } from "vite";

const { data, addresses } = JSON.parse(await readAll(process.stdin));
const load = async (name) => {
  const source = resolve(import.meta.dirname, `../src/network/${name}.ts`);
  return (await runnerImport(source, { configFile: false, logLevel: "error" })).module;
};
const { readNetwork } = await load("data");
const { describePart, select } = await load("select");
const { readChoice, writeChoice } = await load("state");
const network = readNetwork(data);
const format = (number) => number.toLocaleString("en-GB");
const found = addresses.map((address) => {
  const [state, strange] = readChoice(new URLSearchParams(address), network.file);
  const part = select(network, state.choice);
  const id = (place) => network.nodes[place].id;
  const kept = Object.entries(writeChoice(state)).filter(([, value]) => value !== null);
  return {
    nodes: network.nodes.filter((_, place) => part.nodes[place]).map((node) => node.id),
    links: network.links
      .filter((_, place) => part.links[place])
      .map((link) => [id(link.body), id(link.tie)]),
    unknown: part.unknown,
    strange,
    said: describePart(part, state.choice, format),
    address: Object.fromEntries(kept),
    counts: Object.fromEntries(
      Object.entries(part.counts).map(([name, counts]) => [name, Object.fromEntries(counts)]),
    ),
  };
});
process.stdout.write(JSON.stringify(found));
