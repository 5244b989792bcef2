// Looks for chains as the page does, for tests/test_chain_data.py. Reads {"data": …, "pairs":
// [[start, end, supporters, steps or null], …]} and writes a line of JSON for each pair, with how
// many milliseconds it took; the first line says how long reading the data took, and which
// organisation each of "texts" means by the names in "names".
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { runnerImport } from "vite";

const read = async (name) => {
  const source = resolve(import.meta.dirname, `../src/chains/${name}.ts`);
  return (await runnerImport(source, { configFile: false, logLevel: "error" })).module;
};
const { Network } = await read("data");
const { findChains } = await read("finder");
const { writeTable } = await read("tables");
const { settle } = await read("ends");
const { Finder } = await read("../search/find");

const asked = await readAll(process.stdin);
const begun = performance.now();
const { data, pairs, names = {}, texts = [] } = JSON.parse(asked);
const network = new Network(data);
const opened = performance.now() - begun;
const finder = new Finder({ organisation: names.organisation ?? [] });
const lines = [{ opened, settled: texts.map((text) => settle(finder, text)?.id ?? null) }];
for (const [start, end, supporters, steps] of pairs) {
  const [one, other] = [network.numbers.get(start), network.numbers.get(end)];
  const before = performance.now();
  const found = findChains(network, one, other, { supporters, steps: steps ?? undefined });
  const took = performance.now() - before;
  const { why, truncated } = found;
  const chains = found.chains.map((chain) => ({
    ids: chain.ids,
    strength: chain.strength,
    text: chain.explain(),
  }));
  lines.push({ chains, why, truncated, table: writeTable(found.chains), took });
}
process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
