// Answers texts as the search of the pages does, for tests/test_search_data.py.
// Reads {"data": …, "texts": […], "most": n} and writes the matches of each text, with how many
// milliseconds the slowest took.
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { runnerImport } from "vite";

const { data, texts, most } = JSON.parse(await readAll(process.stdin));
const source = resolve(import.meta.dirname, "../src/search/find.ts");
const { module } = await runnerImport(source, { configFile: false, logLevel: "error" });
const start = performance.now();
const finder = new module.Finder(data);
const opened = performance.now() - start;
let slowest = 0;
const found = texts.map((text) => {
  const before = performance.now();
  const matches = finder.find(text, most);
  slowest = Math.max(slowest, performance.now() - before);
  return matches;
});
process.stdout.write(JSON.stringify({ found, opened, slowest }));
