// The page of the network: takes the place of the plain form and key.

import { render } from "preact";
import { fetchData } from "./shared/data";
import { App } from "./network/app";
import { readNetwork, type NetworkFile } from "./network/data";
import "./network/network.css";

const place = document.getElementById("network");
if (place) void start(place);

async function start(place: HTMLElement): Promise<void> {
  place.classList.add("network-waiting");
  try {
    const network = readNetwork(await fetchData<NetworkFile>("data/network.json"));
    const heading = document.getElementById("table");
    const table = heading?.closest("section")?.appendChild(document.createElement("div")) ?? null;
    place.classList.remove("network-plain");
    place.replaceChildren();
    // The picture says itself what an address asks for in vain, and takes it back when that changes.
    for (const notice of document.querySelectorAll("main .notice")) notice.remove();
    render(<App network={network} table={table} />, place);
    // What came with the page makes way when the new table stands.
    if (table) new MutationObserver((_, watch) => dropOld(table, watch)).observe(table, { childList: true });
  } catch (error) {
    const said = document.createElement("p");
    said.className = "notice";
    said.setAttribute("role", "alert");
    said.textContent =
      error instanceof Error && error.message
        ? `${error.message} The table below has the same data.`
        : "The picture could not be drawn. The table below has the same data.";
    place.prepend(said);
  } finally {
    place.classList.remove("network-waiting");
  }
}

function dropOld(table: HTMLElement, watch: MutationObserver): void {
  watch.disconnect();
  const section = table.parentElement!;
  for (const child of [...section.children]) {
    if (child !== table && child.tagName !== "H2") child.remove();
  }
}
