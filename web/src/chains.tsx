// The page of the chain finder: what was plain gives way to fields that answer as one picks.
import { render } from "preact";
import { ChainFinder, fetchChains } from "./chains/page";
import { isServed } from "./shared/addresses";
import "./chains/chains.css";

async function start(place: HTMLElement): Promise<void> {
  const plain = [...place.childNodes];
  // What a server answered is read while the network loads; files only said what is needed.
  if (!isServed()) place.textContent = "Loading the network …";
  try {
    const [network, finder] = await fetchChains();
    place.replaceChildren();
    render(<ChainFinder network={network} finder={finder} />, place);
  } catch (error) {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = error instanceof Error ? error.message : String(error);
    place.replaceChildren(notice, ...plain);
  }
}

const place = document.getElementById("chain-finder");
if (place) void start(place);
