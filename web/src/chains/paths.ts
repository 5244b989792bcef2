// Searches for chains, in the order in which the package gives them (algorithms/plain_searches.py,
// algorithms/searches.py): sorted by the ids of the nodes from the start, each found when asked for.
import type { Next } from "./data";

/** So many steps without a chain, and every further one is looked into before it is made. */
const MOST_IDLE = 100;

/** Give every shortest way from a node to another, sorted. */
export function* listShortest(next: Next, start: number, end: number): Generator<number[]> {
  const depth = new Map([[start, 0]]);
  let layer = [start];
  while (layer.length && !depth.has(end)) {
    const below: number[] = [];
    for (const node of layer)
      for (const other of next(node))
        if (!depth.has(other)) {
          depth.set(other, depth.get(node)! + 1);
          below.push(other);
        }
    layer = below;
  }
  const length = depth.get(end);
  if (length === undefined || start === end) return;
  // Only nodes from which the end can be reached in time are worth a visit.
  const useful = new Set([end]);
  for (let level = length, front = [end]; level > 0; level--) {
    const above: number[] = [];
    for (const node of front)
      for (const other of next(node))
        if (depth.get(other) === level - 1 && !useful.has(other)) {
          useful.add(other);
          above.push(other);
        }
    front = above;
  }
  const onward = (node: number, level: number) =>
    next(node)
      .filter((other) => useful.has(other) && depth.get(other) === level)
      .reverse();
  const way = [start];
  const branches = [onward(start, 1)];
  while (branches.length) {
    const node = branches.at(-1)!.pop();
    if (node === undefined) {
      branches.pop();
      way.pop();
    } else if (way.length === length) {
      yield [...way, node];
    } else {
      way.push(node);
      branches.push(onward(node, way.length));
    }
  }
}

/** Give every way of at most so many partnerships in which nothing comes twice, sorted. */
export function* listSimple(
  next: Next, start: number, end: number, steps: number,
): Generator<number[]> {
  const most = 2 * steps;
  if (start === end) return;
  const far = measure(next, end, most, new Set());
  const way = [start];
  const held = new Set(way);
  const branches = [[...next(start)].reverse()];
  let idle = 0;
  while (branches.length) {
    const node = branches.at(-1)!.pop();
    if (node === undefined) {
      branches.pop();
      held.delete(way.pop()!);
      continue;
    }
    const left = most - way.length;
    const distance = far.get(node);
    if (distance === undefined || distance > left || held.has(node)) continue;
    if (node === end) {
      idle = 0;
      yield [...way, node];
      continue;
    }
    // Where nothing was found for a while, ways that the chain itself closes are left out early.
    if (idle > MOST_IDLE && !measure(next, end, left, held, node).has(node)) continue;
    idle += 1;
    way.push(node);
    held.add(node);
    branches.push([...next(node)].reverse());
  }
}

/** Return how far nodes are from one, up to `most`; stop at `wanted`, pass through none closed. */
function measure(
  next: Next, from: number, most: number, closed: ReadonlySet<number>, wanted = -1,
): Map<number, number> {
  const far = new Map([[from, 0]]);
  const waiting = [from];
  for (const node of waiting) {
    const beyond = far.get(node)! + 1;
    if (beyond > most || node === wanted) break;
    for (const other of next(node))
      if (!far.has(other) && !closed.has(other)) {
        far.set(other, beyond);
        waiting.push(other);
      }
  }
  return far;
}

/** Return every node that can be reached from one, with the one before it on the way. */
export function growTree(next: Next, root: number): Map<number, number | null> {
  const before = new Map<number, number | null>();
  if (!next(root).length) return before;
  before.set(root, null);
  const waiting = [root];
  for (const node of waiting)
    for (const other of next(node))
      if (!before.has(other)) {
        before.set(other, node);
        waiting.push(other);
      }
  return before;
}

/** Return the nodes from one that a tree holds to its root. */
export function climb(before: Map<number, number | null>, node: number): number[] {
  const path = [node];
  for (let here = before.get(node); here !== null && here !== undefined; here = before.get(here))
    path.push(here);
  return path;
}

/** Compare ways by the ids of their nodes, from the start. */
export function compareWays(one: readonly number[], other: readonly number[]): number {
  const size = Math.min(one.length, other.length);
  for (let place = 0; place < size; place++)
    if (one[place] !== other[place]) return one[place]! - other[place]!;
  return one.length - other.length;
}
