// Puts the query editor in place of the plain form.

import { render } from "preact";
import { App } from "./query/app";
import { readGiven } from "./query/given";
import "./query/query.css";
import type { Terms } from "./query/terms";

async function start(): Promise<void> {
  const place = document.getElementById("query-page");
  const plain = document.getElementById("plain-query");
  if (!place) return;
  const { root = "./", served = "no" } = document.documentElement.dataset;
  const area = document.querySelector<HTMLTextAreaElement>("#query-text");
  const response = await fetch(`${root}data/terms.json`);
  // Without what it knows of the graph there is no editor; the plain form stays.
  if (!response.ok) return;
  const terms = (await response.json()) as Terms;
  const first = area?.defaultValue ?? "";
  const given = readGiven(first, plain?.querySelector<HTMLElement>("#result")?.dataset["answer"]);
  plain?.remove();
  render(<App terms={terms} root={root} served={served === "yes"} first={first} given={given} />, place);
}

void start();
