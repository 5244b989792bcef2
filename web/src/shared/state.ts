// The state of a page lives in its address, so that it can be sent, kept and gone back to.

/** Values by name; null, undefined and "" take a name out of the address. */
export type Changes = Record<string, string | null | undefined>;

/** What the address of this page says. */
export function readState(): URLSearchParams {
  return new URLSearchParams(location.search);
}

/** The address of this page with some values changed; names keep their order. */
export function addressWith(changes: Changes): string {
  const state = readState();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") state.delete(name);
    else state.set(name, value);
  }
  const query = state.toString();
  return `${location.pathname}${query ? `?${query}` : ""}${location.hash}`;
}

/** Change the address without a step in the history: while something is typed or dragged. */
export function replaceState(changes: Changes): void {
  history.replaceState(history.state, "", addressWith(changes));
}

/** Change the address as a step that the back button undoes: when something was chosen. */
export function pushState(changes: Changes): void {
  const address = addressWith(changes);
  const present = `${location.pathname}${location.search}${location.hash}`;
  if (address !== present) history.pushState(null, "", address);
}

/** Call back when the reader went back or forward; what is returned ends that. */
export function onReturn(callback: (state: URLSearchParams) => void): () => void {
  const answer = () => callback(readState());
  addEventListener("popstate", answer);
  return () => removeEventListener("popstate", answer);
}
