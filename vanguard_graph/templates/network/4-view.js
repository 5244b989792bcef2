// What is seen: zoom, fit, hovering, keys.

// ---------------------------------------------------------------- view

/** The box of the marks, or of the whole map where the marks take up much of it. */
function withCoast(marks) {
  const [xs, ys] = [0, 1].map((axis) => outline.flat().map((point) => point[axis]));
  if (!xs.length) return marks;
  const coast = {
    left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys),
  };
  const share = (marks.bottom - marks.top) / (coast.bottom - coast.top);
  return share >= 0 && share < 0.45 ? marks : coast;
}

/** The scale and the middle that show all that is shown in a window of that size. */
function frame(width, height) {
  if (!shown.some((_, i) => seen(i)) && !outline.length) {
    return { scale: 1, position: { x: 0, y: 0 } };
  }
  const { left, right, top, bottom } = withCoast(hull(seen));
  const [aside, above] = width < 600 ? [24, 28] : [52, 40]; // for labels beyond the marks
  const scale = Math.min((width - 2 * aside) / Math.max(right - left, 1),
    (height - 2 * above) / Math.max(bottom - top, 1), 1.6);
  return { scale, position: { x: (left + right) / 2, y: (top + bottom) / 2 } };
}

const glide = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

function fit(animate) {
  if (box.clientWidth < 80 || box.clientHeight < 80) return; // hidden, or on paper
  touched = false;
  const view = frame(box.clientWidth - covered(), box.clientHeight);
  const offset = { x: -covered() / 2, y: 0 };
  network.moveTo({ ...view, offset, animation: animate ? glide() : false });
}

/** Use the arrangement for a wide or for a tall window. */
function arrange() {
  if (!box.clientWidth || !spots.length || !spots[0].tall) return;
  const now = box.clientWidth < box.clientHeight;
  if (now === tall) return;
  tall = now;
  spots.forEach((spot) => {
    const wide = [spot.x, spot.y, spot.side];
    [spot.x, spot.y, spot.side] = spot.tall;
    spot.tall = wide;
  });
  nodes.update(spots.map(({ id, x, y }) => ({ id, x, y })));
  touched = false;
}

function zoom(by) {
  touched = true;
  network.moveTo({ scale: network.getScale() * by, animation: glide() });
}

/** Width of the window that the details cover. */
const covered = () => (small.matches || byId("details").hidden ? 0 : byId("details").clientWidth);

/** Bring a node and its neighbours into the free part of the window. */
function bringClose(i) {
  touched = true;
  if (absent.has(i)) return;
  const { left, right, top, bottom } = hull((j) => near.has(j) && !absent.has(j));
  const [free, deep] = [box.clientWidth - covered() - 180, box.clientHeight - 120];
  const fits = Math.min(free / Math.max(right - left, 1), deep / Math.max(bottom - top, 1));
  const scale = Math.max(Math.min(fits, 1.5), network.getScale() * 0.8, 0.3);
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const position = fits >= scale ? middle : { x: spots[i].x, y: spots[i].y };
  network.moveTo({ position, scale, offset: { x: -covered() / 2, y: 0 }, animation: glide() });
}

/** Bring a node into the free part of the window, at the same zoom. */
function bringNear(i) {
  if (absent.has(i)) return;
  const at = network.canvasToDOM(spots[i]);
  const [right, bottom] = [box.clientWidth - covered() - 40, box.clientHeight - 40];
  if (at.x > 40 && at.y > 40 && at.x < right && at.y < bottom) return;
  touched = true;
  const position = { x: spots[i].x, y: spots[i].y };
  network.moveTo({ position, offset: { x: -covered() / 2, y: 0 }, animation: glide() });
}

network.on("resize", () => {
  arrange();
  if (!touched) fit(false);
});
network.on("zoom", () => { touched = true; });
network.on("dragEnd", () => { touched = true; });

/** The node at a point of the window, with some grace for fingers; -1 for none. */
function nodeAt(point, grace) {
  const at = network.DOMtoCanvas(point);
  const scale = network.getScale();
  let best = -1;
  let least = Infinity;
  spots.forEach((spot, i) => {
    if (!seen(i)) return;
    const distance = Math.hypot(spot.x - at.x, spot.y - at.y) * scale;
    const reach = Math.max(spot.size * unitOf(i, scale) * 1.2, grace);
    if (distance <= reach && distance < least) [best, least] = [i, distance];
  });
  return best;
}

function hover(i) {
  if (i === hovered) return;
  hovered = i;
  box.classList.toggle("over", i >= 0);
  if (large) network.glance();
  else network.redraw();
}

box.addEventListener("pointermove", (event) => {
  if (event.pointerType === "touch" || event.buttons) return;
  const edge = box.getBoundingClientRect();
  hover(nodeAt({ x: event.clientX - edge.left, y: event.clientY - edge.top }, 8));
});
box.addEventListener("pointerleave", () => hover(-1));

network.on("click", (event) => {
  const i = nodeAt(event.pointer.DOM, small.matches ? 16 : 9);
  if (i >= 0) {
    choose(i, { move: true }); // the details may cover it
    return;
  }
  const k = network.getEdgeAt(event.pointer.DOM);
  if (k !== undefined && linkShown[k]) choose(links[k].ends[1], { link: k, move: true });
  else choose(-1);
});

/** Go from the chosen node to the nearest one in a direction. */
function step(dx, dy) {
  if (chosen < 0 || absent.has(chosen)) {
    const start = things.map((_, i) => i).filter((i) => seen(i));
    start.sort((a, b) => isHub(b) - isHub(a) || strength[b] - strength[a] || a - b);
    if (start.length) choose(start[0], { move: true });
    return;
  }
  let best = -1;
  let least = Infinity;
  spots.forEach((spot, i) => {
    if (i === chosen || !seen(i)) return;
    const [ex, ey] = [spot.x - spots[chosen].x, spot.y - spots[chosen].y];
    const along = ex * dx + ey * dy;
    const aside = Math.abs(ex * dy - ey * dx);
    if (along <= 0) return;
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [i, cost];
  });
  if (best >= 0) choose(best, { move: true });
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
box.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (STEPS[event.key]) step(...STEPS[event.key]);
  else if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (event.key === "0") fit(true);
  else if (event.key === "Enter" && chosen >= 0) byId("details").querySelector("h2").focus();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || chosen < 0) return;
  leaveDetails();
});
