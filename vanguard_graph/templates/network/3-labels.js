// Labels that fit without touching.

// ---------------------------------------------------------------- labels
// Labels keep their size on the screen and never lie on each other: for each zoom they are
// placed anew, the most important first; one without room waits until the reader zooms in.

const measure = document.createElement("canvas").getContext("2d");
const blocks = [];

/** The lines of a node's label with their size: all of them, and the least that may stand. */
function blockOf(i) {
  if (blocks[i]) return blocks[i];
  const words = String(spots[i].label).split("\n");
  measure.font = fontOf(i);
  const sized = (some) => {
    const width = Math.max(...some.map((line) => measure.measureText(line).width));
    return { lines: some, width: width + 4, height: some.length * LINE + 1 };
  };
  // A partnership is always named: where there is no room for all of it, by its first line.
  const short = isHub(i) && words.length > 1 ? [`${words[0]} …`] : words;
  blocks[i] = { whole: sized(words), short: sized(short) };
  return blocks[i];
}
const strength = things.map((_, i) => linksOf[i].length);
const anyHub = things.some((_, i) => isHub(i));
let placed = { key: "", labels: [], part: null };

/** How early a node may have its label: smaller comes first, null not at this zoom. */
function rankOf(i, scale, crowd) {
  if (near) return near.has(i) ? (i === chosen ? 0 : 1) : null;
  if (i === data.centre) return 1;
  if (isHub(i)) return 2;
  if (strength[i] > 1 && anyHub) return 3;
  if (!anyHub && (strength[i] > 7 || scale > 1)) return 3;
  return scale >= 1.3 || crowd <= 40 ? 4 : null;
}

const apart = (a, b) => a.left >= b.right || b.left >= a.right || a.top >= b.bottom
  || b.top >= a.bottom;

/** A collection of boxes that tells quickly how many of them a box touches. */
function makeGrid() {
  const size = 90;
  const cells = new Map();
  const cellOf = (x, y) => Math.floor(x / size) * 65536 + Math.floor(y / size);
  const visit = (b, act) => {
    for (let x = Math.floor(b.left / size); x <= Math.floor(b.right / size); x += 1) {
      for (let y = Math.floor(b.top / size); y <= Math.floor(b.bottom / size); y += 1) {
        act(x * 65536 + y);
      }
    }
  };
  return {
    add: (b) => visit(b, (cell) => {
      if (cells.has(cell)) cells.get(cell).push(b);
      else cells.set(cell, [b]);
    }),
    touched: (b, own) => {
      let found = 0;
      visit(b, (cell) => {
        for (const other of cells.get(cell) || []) {
          if (other.node === own || apart(b, other)) continue;
          // Boxes may share several cells: count in the one where they begin to overlap.
          const corner = cellOf(Math.max(b.left, other.left), Math.max(b.top, other.top));
          if (corner === cell) found += 1;
        }
      });
      return found;
    },
  };
}

/** The places around a mark that a label may take, best first. */
function* offers(i, { width, height }, scale) {
  const rings = i === data.centre ? 9 + 0.2 * spots[i].size : 0;
  const reach = (spots[i].size + rings) * unitOf(i, scale) + (isHub(i) ? 2.5 : 2);
  const below = [reach, 0];
  const above = [-reach - height, 0];
  const sides = spots[i].side === "above" ? [above, below] : [below, above];
  if (spots[i].side === "beside") yield [reach + 2, -height / 2];
  for (const [top] of sides) yield [-width / 2, top];
  if (!isHub(i)) {
    yield [reach + 1, -height / 2];
    yield [-reach - 1 - width, -height / 2];
  }
  for (const [top] of sides) {
    for (const slide of [-0.3, -0.7, -0.15, -0.85]) yield [width * slide, top];
  }
  yield [reach + 1, -height / 2];
  yield [-reach - 1 - width, -height / 2];
  if (!isHub(i)) return;
  for (const further of [0, 8, 16, 24]) {
    for (const [top] of sides) {
      for (const slide of [-0.5, -0.25, -0.75, 0, -1]) {
        yield [width * slide, top + (top > 0 ? further : -further)];
      }
    }
    for (const raise of [-0.8, -0.2]) {
      yield [reach + 1, height * raise];
      yield [-reach - 1 - width, height * raise];
    }
  }
}

/** The place for a label that covers the fewest marks, at most that many; null for none. */
function bestOffer(i, block, most, scale, marks, taken, inside) {
  const [x, y] = [spots[i].x * scale, spots[i].y * scale];
  let best = null;
  let least = most + 1;
  for (const [dx, dy] of offers(i, block, scale)) {
    const align = dx > 1 ? "left" : dx + block.width < -1 ? "right" : "center";
    const area = { node: i, lines: block.lines, align, left: x + dx, top: y + dy };
    area.right = area.left + block.width;
    area.bottom = area.top + block.height;
    if (!inside(area) || taken.touched(area, -1)) continue;
    const covered = marks.touched(area, i);
    if (covered < least) [best, least] = [area, covered];
    if (!covered) break;
  }
  return best;
}

/** The box around the marks that a test lets pass. */
function hull(passes) {
  const around = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  spots.forEach(({ x, y }, i) => {
    if (!passes(i)) return;
    around.left = Math.min(around.left, x);
    around.right = Math.max(around.right, x);
    around.top = Math.min(around.top, y);
    around.bottom = Math.max(around.bottom, y);
  });
  return around;
}

/** Choose the labels for a zoom; boxes are in pixels, relative to the picture's origin.
 *
 * In a large network only those of a part of the picture are chosen, and few misses allowed. */
function placeLabels(scale, width = box.clientWidth, height = box.clientHeight, part = null) {
  const within = (i) => seen(i) && (!part || (spots[i].x >= part.left && spots[i].x <= part.right
    && spots[i].y >= part.top && spots[i].y <= part.bottom));
  const some = things.map((_, i) => i).filter(within);
  const ranked = some.map((i) => [rankOf(i, scale, some.length), -strength[i], i])
    .filter(([rank]) => rank !== null)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  const marks = makeGrid();
  const taken = makeGrid();
  some.forEach((i) => {
    if (near && !near.has(i)) return;
    const [x, y, r] = [spots[i].x * scale, spots[i].y * scale, spots[i].size * unitOf(i, scale)];
    if (large && r < 2) return; // specks may lie below a label
    marks.add({ node: i, left: x - r, right: x + r, top: y - r, bottom: y + r });
  });
  // While the whole picture is in sight, so must its labels be.
  const { left, right, top, bottom } = withCoast(hull(seen));
  const [mx, my] = [((left + right) / 2) * scale, ((top + bottom) / 2) * scale];
  const inside = (area) => (right - left) * scale > width || (bottom - top) * scale > height
    || (area.left >= mx - width / 2 + 4 && area.right <= mx + width / 2 - 4
      && area.top >= my - height / 2 + 4 && area.bottom <= my + height / 2 - 4);
  const roomy = !small.matches && ranked.filter(([rank]) => rank <= 2).length <= 120;
  const labels = [];
  let missed = 0;
  for (const [rank, , i] of ranked) {
    if (large && missed > 120) break;
    const before = labels.length;
    // Each try: which form of the label, and how many marks it may cover.
    const { whole, short } = blockOf(i);
    const tries = [[whole, 0], [short, 0]];
    // A partnership is named even at the cost of marks, unless there are too many of them.
    if (rank <= 2 && roomy) tries.splice(1, 1, [whole, 1], [short, 0], [whole, 8], [short, 8]);
    for (const [block, most] of tries) {
      const best = bestOffer(i, block, most, scale, marks, taken, inside);
      if (!best) continue;
      taken.add(best);
      labels.push(best);
      break;
    }
    if (labels.length === before) missed += 1;
  }
  return labels;
}

/** The part of the picture in the window, wider on every side by a share of the window. */
function windowed(share) {
  const [w, h] = [box.clientWidth, box.clientHeight];
  const a = network.DOMtoCanvas({ x: -share * w, y: -share * h });
  const b = network.DOMtoCanvas({ x: (1 + share) * w, y: (1 + share) * h });
  return { left: a.x, top: a.y, right: b.x, bottom: b.y };
}

function labelsAt(scale) {
  const key = [scale.toFixed(4), tall, chosen, box.clientWidth, box.clientHeight].join(" ");
  const { part } = placed;
  const now = large ? windowed(0.02) : null;
  const inPart = !large || (part && now.left >= part.left && now.right <= part.right
    && now.top >= part.top && now.bottom <= part.bottom);
  if (placed.key !== key || !inPart) {
    const wider = large ? windowed(0.3) : null;
    placed = { key, labels: placeLabels(scale, undefined, undefined, wider), part: wider };
  }
  return placed.labels;
}
const forgetLabels = () => { placed.key = ""; };

/** Write labels on a context whose unit is a screen pixel; (ox, oy) is the picture's origin. */
function paintLabels(ctx, labels, ox, oy) {
  ctx.save();
  ctx.textBaseline = "alphabetic";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = "rgba(255, 255, 255, 0.92)";
  for (const { node, lines, align, left, right, top } of labels) {
    const x = ox + { left: left + 2, right: right - 2, center: (left + right) / 2 }[align];
    ctx.font = fontOf(node);
    ctx.textAlign = align;
    ctx.fillStyle = isHub(node) ? "#1f2933" : "#3e4c59";
    lines.forEach((line, n) => {
      const y = oy + top + LINE * n + SIZE - 1;
      ctx.strokeText(line, x, y);
      ctx.fillText(line, x, y);
    });
  }
  ctx.restore();
}
