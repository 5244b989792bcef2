// Fetching the data files of the explorer.

import { at } from "./addresses";

/** A file could not be had; the message can be shown to a reader. */
export class DataError extends Error {}

const asked = new Map<string, Promise<unknown>>();

/**
 * The content of a JSON file of the explorer, such as "data/search.json". A file is fetched once
 * for a page; after a failure it is tried again at the next call. Rejects with DataError.
 */
export function fetchData<Content>(path: string): Promise<Content> {
  let answer = asked.get(path);
  if (!answer) {
    answer = fetchFile(path).then(async (response) => {
      try {
        return await response.json();
      } catch {
        throw new DataError(`${path} was read, but is damaged. Load the page again.`);
      }
    });
    answer.catch(() => asked.delete(path));
    asked.set(path, answer);
  }
  return answer as Promise<Content>;
}

/** A file of the explorer as it came. Rejects with DataError. */
export async function fetchFile(path: string): Promise<Response> {
  if (location.protocol === "file:") {
    throw new DataError(
      "This page was opened from a disk, where browsers let no page read data. Serve its folder: " +
        "python -m http.server",
    );
  }
  let response: Response;
  try {
    response = await fetch(at(path));
  } catch {
    throw new DataError(`${path} could not be fetched. Is the network there?`);
  }
  if (!response.ok) {
    throw new DataError(`${path} could not be fetched: the server answered ${response.status}.`);
  }
  return response;
}
