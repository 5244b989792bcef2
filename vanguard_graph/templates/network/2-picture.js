// Drawing: nodes, and the labels that fit without touching.

// ---------------------------------------------------------------- picture

const box = byId("canvas");
const FONT = getComputedStyle(document.body).fontFamily;
const SIZE = small.matches ? 10 : window.innerWidth < 1500 ? 11 : 11.5;
const LINE = SIZE + 2;
const fontOf = (i) => `${isHub(i) ? 600 : 400} ${SIZE}px ${FONT}`;

/** Pixels for one unit of a mark at a zoom: marks neither vanish nor grow without end. */
const unitOf = (i, scale) => Math.min(Math.max(scale, isHub(i) ? 0.5 : 0.36), 1.3);

/** Draw one node's mark around (x, y), at `scale` pixels for one of its units. */
function paintMark(ctx, i, x, y, scale) {
  const look = lookOf(i);
  const size = spots[i].size * scale;
  ctx.save();
  ctx.globalAlpha = near && !near.has(i) ? 0.13 : 1;
  if (i === chosen || i === hovered) {
    ctx.beginPath();
    ctx.arc(x, y, size * (isHub(i) ? 1.3 : 1) + 4.5 * scale, 0, 2 * Math.PI);
    ctx.fillStyle = "rgba(27, 79, 156, 0.16)";
    ctx.fill();
    ctx.lineWidth = (i === chosen ? 2.5 : 1.2) * scale;
    ctx.strokeStyle = "#1b4f9c";
    ctx.stroke();
  }
  traceMark(ctx, look, x, y, size);
  ctx.fillStyle = fillOf(look);
  ctx.fill();
  ctx.lineWidth = (look.mark === "ring" ? 2 : 1) * scale;
  ctx.strokeStyle = edgeOf(look);
  ctx.stroke();
  if (look.letter) {
    ctx.fillStyle = inkOn(look.colour);
    ctx.font = `700 ${(look.letter.length > 1 ? 9 : 11.5) * scale}px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(look.letter, x, y + 0.8 * scale);
  }
  ctx.restore();
}

const nodes = new vis.DataSet(spots.map((spot) => ({
  id: spot.id, x: spot.x, y: spot.y, size: 1, shape: spot.shape, hidden: false,
  ctxRenderer: ({ ctx, id, x, y }) => ({
    drawNode: () => paintMark(ctx, id, x, y, unitOf(id, network.getScale()) / network.getScale()),
    nodeDimensions: { width: 1, height: 1 }, // lines run to the middle, under the mark
  }),
})));
const edges = new vis.DataSet(data.edges.map((edge, k) => ({
  id: k, from: edge.from, to: edge.to, width: edge.width, dashes: edge.dashes, hidden: false,
  color: { color: edge.color, opacity: 1 },
})));
const network = new vis.Network(box, { nodes, edges }, data.options);
box.querySelector(".vis-network").tabIndex = -1; // the box around it takes the focus

// ---------------------------------------------------------------- labels
// Labels keep their size on the screen and never lie on each other: for each zoom they are
// placed anew, the most important first; one without room waits until the reader zooms in.

const measure = document.createElement("canvas").getContext("2d");
const blocks = spots.map((spot, i) => {
  const lines = String(spot.label).split("\n");
  measure.font = fontOf(i);
  const sized = (some) => {
    const width = Math.max(...some.map((line) => measure.measureText(line).width));
    return { lines: some, width: width + 4, height: some.length * LINE + 1 };
  };
  // A partnership is always named: where there is no room for all of it, by its first line.
  const short = isHub(i) && lines.length > 1 ? [`${lines[0]} …`] : lines;
  return { whole: sized(lines), short: sized(short) };
});
const strength = things.map((_, i) => linksOf[i].length);
const anyHub = things.some((_, i) => isHub(i));
let placed = { key: "", labels: [] };

/** How early a node may have its label: smaller comes first, null not at this zoom. */
function rankOf(i, scale, crowd) {
  if (near) return near.has(i) ? (i === chosen ? 0 : 1) : null;
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
  const reach = spots[i].size * unitOf(i, scale) + (isHub(i) ? 2.5 : 2);
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
  const seen = spots.filter((_, i) => passes(i));
  const [xs, ys] = [seen.map((spot) => spot.x), seen.map((spot) => spot.y)];
  return {
    left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys),
  };
}

/** Choose the labels for a zoom; boxes are in pixels, relative to the picture's origin. */
function placeLabels(scale, width = box.clientWidth, height = box.clientHeight) {
  const crowd = shown.filter(Boolean).length;
  const ranked = things.map((_, i) => i).filter((i) => shown[i])
    .map((i) => [rankOf(i, scale, crowd), -strength[i], i])
    .filter(([rank]) => rank !== null)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  const marks = makeGrid();
  const taken = makeGrid();
  things.forEach((_, i) => {
    if (!shown[i] || (near && !near.has(i))) return;
    const [x, y, r] = [spots[i].x * scale, spots[i].y * scale, spots[i].size * unitOf(i, scale)];
    marks.add({ node: i, left: x - r, right: x + r, top: y - r, bottom: y + r });
  });
  // While the whole picture is in sight, so must its labels be.
  const { left, right, top, bottom } = hull((i) => shown[i]);
  const [mx, my] = [((left + right) / 2) * scale, ((top + bottom) / 2) * scale];
  const inside = (area) => (right - left) * scale > width || (bottom - top) * scale > height
    || (area.left >= mx - width / 2 + 4 && area.right <= mx + width / 2 - 4
      && area.top >= my - height / 2 + 4 && area.bottom <= my + height / 2 - 4);
  const roomy = !small.matches && ranked.filter(([rank]) => rank <= 2).length <= 120;
  const labels = [];
  for (const [rank, , i] of ranked) {
    // Each try: which form of the label, and how many marks it may cover.
    const { whole, short } = blocks[i];
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
  }
  return labels;
}

function labelsAt(scale) {
  const key = [scale.toFixed(4), tall, chosen, box.clientWidth, box.clientHeight].join(" ");
  if (placed.key !== key) placed = { key, labels: placeLabels(scale) };
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

/** Write the whole name of the node under the pointer on a plate above everything. */
function paintPlate(ctx, i, x, y, reach) {
  ctx.save();
  ctx.font = `600 12.5px ${FONT}`;
  const note = [things[i].type, things[i].ods_code].filter(Boolean).join(", ");
  const width = Math.max(ctx.measureText(things[i].name).width, 60) + 18;
  const left = Math.max(6, Math.min(x - width / 2, box.clientWidth - width - 6));
  const top = y + reach + 46 > box.clientHeight ? y - reach - 46 : y + reach + 6;
  ctx.beginPath();
  ctx.rect(left, top, width, 40);
  ctx.fillStyle = "#ffffff";
  ctx.shadowColor = "rgba(31, 41, 51, 0.3)";
  ctx.shadowBlur = 10;
  ctx.fill();
  ctx.shadowBlur = 0;
  ctx.strokeStyle = "#b8c2cc";
  ctx.stroke();
  ctx.fillStyle = "#1f2933";
  ctx.fillText(things[i].name, left + 9, top + 17);
  ctx.font = `400 11.5px ${FONT}`;
  ctx.fillStyle = "#52606d";
  ctx.fillText(note, left + 9, top + 32);
  ctx.restore();
}

let first = true;
network.on("afterDrawing", (ctx) => {
  const matrix = ctx.getTransform();
  const scale = network.getScale();
  const ratio = matrix.a / scale;
  const [ox, oy] = [matrix.e / ratio, matrix.f / ratio];
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintLabels(ctx, labelsAt(scale), ox, oy);
  if (hovered >= 0 && hovered !== chosen && shown[hovered]) {
    const spot = spots[hovered];
    paintPlate(ctx, hovered, ox + spot.x * scale, oy + spot.y * scale,
      spot.size * unitOf(hovered, scale));
  }
  ctx.restore();
  if (first) {
    first = false;
    performance.mark("first-draw");
  }
});
