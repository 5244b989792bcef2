// The state of the page in its address: the query, how its result is shown, how it is sorted.

export interface State {
  query: string;
  // "network" shows triples drawn.
  view: string;
  sort: string;
}

// Longer addresses are refused by some servers and mail programs; what follows # is never sent.
const LONGEST = 1800;

// Returns what stands after the path of the page.
export function writeState(state: State): string {
  const parameters = new URLSearchParams();
  if (state.view) parameters.set("view", state.view);
  if (state.sort) parameters.set("sort", state.sort);
  const query = new URLSearchParams({ query: state.query }).toString();
  const rest = parameters.toString();
  // It begins with a question mark even where nothing follows: else what is there now would stay.
  if (query.length > LONGEST) return `?${rest}#${query}`;
  return `?${query}${rest ? `&${rest}` : ""}`;
}

// Returns the state in an address, and the name of a saved question where it has one.
export function readState(search: string, fragment: string): State & { example: string } {
  const parameters = new URLSearchParams(search);
  const hidden = new URLSearchParams(fragment.replace(/^#/, ""));
  return {
    query: parameters.get("query") ?? hidden.get("query") ?? "",
    view: parameters.get("view") === "network" ? "network" : "",
    sort: parameters.get("sort") ?? "",
    example: parameters.get("example") ?? "",
  };
}
