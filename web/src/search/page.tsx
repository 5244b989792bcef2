// The search page: answers as one types, and keeps what was asked in its address.

import { render } from "preact";
import { onReturn, readState, replaceState } from "../shared/state";
import { openFinder } from "./combobox";
import { describeCount, ResultList } from "./results";

const MOST = 100;

/** Take over the form and the list of the search page, if this is it. */
export function enhanceSearchPage(): void {
  const input = document.querySelector<HTMLInputElement>("#search-text");
  const list = document.querySelector<HTMLElement>("#search-found");
  const count = document.querySelector<HTMLElement>("#search-count");
  if (!input || !list || !count) return;
  document.querySelector("#search-plain")?.remove();

  const show = async () => {
    const text = input.value;
    let words = "";
    let matches: Awaited<ReturnType<typeof find>> = [];
    try {
      matches = await find(text);
      if (text.trim()) words = `${describeCount(matches, MOST)} for “${text.trim()}”`;
    } catch (error) {
      words = error instanceof Error ? error.message : String(error);
    }
    if (text !== input.value) return;
    count.textContent = words;
    // What Python wrote is replaced as a whole.
    if (!list.dataset["taken"]) list.replaceChildren();
    list.dataset["taken"] = "yes";
    render(<ResultList matches={matches} />, list);
  };
  const read = () => {
    input.value = readState().get("q") ?? "";
    if (input.value || list.dataset["taken"]) void show();
  };
  input.addEventListener("input", () => {
    replaceState({ q: input.value.trim() });
    void show();
  });
  input.form!.addEventListener("submit", (event) => {
    event.preventDefault();
    void show();
  });
  onReturn(read);
  read();
}

async function find(text: string) {
  return text.trim() ? (await openFinder()).search(text, MOST) : [];
}
