// Search as you type, in the header of every page: an editable combobox with a list, after the
// pattern of the WAI-ARIA Authoring Practices. The field stands in the page already and its form
// works without this script; here it gets its list and its keys.

import { render } from "preact";
import { fetchData } from "../shared/data";
import { Finder, type Match, type SearchData } from "./find";
import { addressOf, describeCount, describeMatch, groupByKind } from "./results";

const MOST = 8;
const LIST = "search-list";
// A count is read aloud only when typing pauses.
const PAUSE = 400;

/** Everything that can be searched; fetched at the first call. Rejects with DataError. */
export function openFinder(): Promise<Finder> {
  finder ??= fetchData<SearchData>("data/search.json").then((data) => new Finder(data));
  finder.catch(() => (finder = undefined));
  return finder;
}
let finder: Promise<Finder> | undefined;

/** Make the search field of a page a combobox. */
export function enhanceSearch(input: HTMLInputElement): void {
  const place = document.createElement("div");
  place.className = "search-popup";
  input.form!.append(place);
  new Combobox(input, place);
}

class Combobox {
  private matches: Match[] = [];
  private shown: Match[] = [];
  private active = -1;
  private open = false;
  private message = "";
  private said = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly place: HTMLElement,
  ) {
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": LIST,
      autocapitalize: "none",
      spellcheck: "false",
    })) {
      input.setAttribute(name, value);
    }
    // The names are read when they may soon be needed, and not before.
    input.addEventListener("focus", () => void openFinder().catch(() => undefined));
    input.addEventListener("input", () => void this.search());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    this.draw();
  }

  private async search(): Promise<void> {
    const text = this.input.value;
    if (!text.trim()) {
      this.close();
      return;
    }
    let matches: Match[] = [];
    let message = "";
    try {
      matches = (await openFinder()).search(text, MOST);
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
    }
    // While the names were fetched more may have been typed, or the field left.
    if (text !== this.input.value || document.activeElement !== this.input) return;
    this.matches = matches;
    this.message = message;
    this.active = -1;
    this.open = true;
    this.draw();
    this.announce(message || this.describe());
  }

  private describe(): string {
    const count = describeCount(this.matches, MOST);
    return this.matches.length ? `${count}; choose with the arrow keys` : count;
  }

  private announce(words: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.said = words;
      this.draw();
    }, PAUSE);
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const last = this.matches.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.open) {
        void this.search();
        return;
      }
      if (event.altKey && event.key === "ArrowUp") return this.close();
      if (last < 0 || event.altKey) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One more place than choices: in between, the text itself stands chosen.
      const places = last + 2;
      this.active = ((this.active + 1 + step + places) % places) - 1;
      this.draw();
      document.getElementById(`${LIST}-${this.active}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Escape" && this.open) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.open && this.shown[this.active]) {
      event.preventDefault();
      this.go(this.shown[this.active]!, event);
    }
  }

  private go(match: Match, event: MouseEvent | KeyboardEvent): void {
    this.close();
    if (event.ctrlKey || event.metaKey) window.open(addressOf(match), "_blank", "noopener");
    else location.assign(addressOf(match));
  }

  private close(): void {
    clearTimeout(this.timer);
    this.open = false;
    this.active = -1;
    this.said = "";
    this.draw();
  }

  private draw(): void {
    const groups = this.open ? groupByKind(this.matches) : [];
    this.shown = groups.flatMap((group) => group.matches);
    const listed = this.shown.length > 0;
    this.input.setAttribute("aria-expanded", String(listed));
    if (this.active < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${LIST}-${this.active}`);
    this.turn();
    let place = -1;
    render(
      <>
        <div
          id={LIST}
          role="listbox"
          aria-label="Found"
          hidden={!listed}
          // The field keeps the focus when the list is pressed.
          onMouseDown={(event) => event.preventDefault()}
        >
          {groups.map(({ kind, title, matches }) => (
            <div key={kind} role="group" aria-labelledby={`${LIST}-${kind}`}>
              <div id={`${LIST}-${kind}`} class="search-kind" role="presentation">
                {title}
              </div>
              {matches.map((match) => {
                place += 1;
                return (
                  <div
                    key={match.id}
                    id={`${LIST}-${place}`}
                    role="option"
                    aria-selected={place === this.active}
                    onClick={(event) => this.go(match, event)}
                  >
                    <span class="search-name">{match.label}</span>{" "}
                    <span class="search-more">{describeMatch(match)}</span>
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        <p class="search-none" hidden={!this.open || listed}>
          {this.message || "Nothing has a name like it. Try fewer words, or a code."}
        </p>
        <p class="unseen" role="status">
          {this.said}
        </p>
      </>,
      this.place,
    );
  }

  /** Let the list grow to the side where there is room. */
  private turn(): void {
    if (!this.open) return;
    const field = this.input.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    this.place.classList.toggle("to-the-left", field.left > room - field.right);
  }
}
