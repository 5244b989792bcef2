// Where things stand in the explorer, as explorer/addresses.py has it. Every address is relative
// to the root that the page names, so that the same scripts work below any folder of any host.

/** What leads from this page to the home page: "./" or some "../". */
export function root(): string {
  return document.documentElement.dataset["root"] ?? "./";
}

/** Whether a server answers (forms, the SPARQL endpoint); else the pages are files. */
export function isServed(): boolean {
  return document.documentElement.dataset["served"] === "yes";
}

/** The address of a page or file of the explorer, for a link on this page. */
export function at(path: string): string {
  return `${root()}${path}`;
}

/** The same as a whole address, for a worker or a permanent link. */
export function wholeAddress(path: string): string {
  return new URL(at(path), document.baseURI).href;
}

// What addresses.py takes for an id that can be the name of a folder as it is.
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const ODD = /\.$|\.(ttl|jsonld|html|rq|json|gz)$|^(con|prn|aux|nul|(com|lpt)[1-9])(\.|$)/i;

/**
 * The path of the page of a thing. An id that is not plain has a folder of another name, which
 * data files give; where it is not known the search finds the page.
 */
export function thingPath(kind: string, id: string, folder = ""): string {
  const place = folder || (PLAIN.test(id) && !ODD.test(id) ? id : "");
  return place
    ? `id/${encodeURIComponent(kind)}/${encodeURIComponent(place)}/`
    : `search/?q=${encodeURIComponent(id)}`;
}

/** An address of the web that may become a link; null for any other text. */
export function webAddress(text: string): string | null {
  try {
    const address = new URL(text);
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}
