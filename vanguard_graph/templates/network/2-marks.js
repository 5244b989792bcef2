// Marks: how each node looks, in the picture and among its neighbours.

// ---------------------------------------------------------------- marks

const box = byId("canvas");
const INK = "#1f2933";
const FONT = getComputedStyle(document.body).fontFamily;
const SIZE = small.matches ? 10 : window.innerWidth < 1500 ? 11 : 11.5;
const LINE = SIZE + 2;
const fontOf = (i) => `${isHub(i) ? 600 : 400} ${SIZE}px ${FONT}`;

// The more marks there are, the smaller they may become.
const LEAST = Math.min(1, Math.sqrt(2000 / Math.max(things.length, 1)));
const MOST = outline.length ? 1 : 1.3;

/** Pixels for one unit of a mark at a zoom: marks neither vanish nor grow without end. */
const unitOf = (i, scale) => Math.min(Math.max(scale, (isHub(i) ? 0.5 : 0.36) * LEAST), MOST);

/** What came has a heavy outline and a plus, what went a broken one, no fill and a minus. */
function paintSign(ctx, change, x, y, size, scale) {
  const [at, arm] = [size * 0.95, Math.max(2.6 * scale, 2)];
  const [cx, cy] = [x + at, y - at];
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(cx, cy, arm * 1.65, 0, 2 * Math.PI);
  ctx.fillStyle = change === "came" ? INK : "#ffffff";
  ctx.fill();
  ctx.lineWidth = Math.max(0.9 * scale, 0.8);
  ctx.strokeStyle = INK;
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(cx - arm, cy);
  ctx.lineTo(cx + arm, cy);
  if (change === "came") {
    ctx.moveTo(cx, cy - arm);
    ctx.lineTo(cx, cy + arm);
    ctx.strokeStyle = "#ffffff";
  }
  ctx.lineWidth = Math.max(1.3 * scale, 1);
  ctx.stroke();
}

/** Draw one node's mark around (x, y), at `scale` pixels for one of its units. */
function paintMark(ctx, i, x, y, scale) {
  const look = lookOf(i);
  const size = spots[i].size * scale;
  ctx.save();
  ctx.globalAlpha = near && !near.has(i) ? 0.13 : 1;
  if (i === data.centre) {
    ctx.strokeStyle = INK;
    for (const [away, width] of [[4, 1], [7.5, 2.2]]) {
      ctx.beginPath();
      ctx.arc(x, y, size * (isHub(i) ? 1.25 : 1.05) + away * scale, 0, 2 * Math.PI);
      ctx.lineWidth = width * scale;
      ctx.stroke();
    }
  }
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
  const { change } = things[i];
  ctx.fillStyle = change === "went" ? "#ffffff" : fillOf(look);
  ctx.fill();
  ctx.lineWidth = (change === "came" ? 2.2 : look.mark === "ring" ? 2 : 1) * scale;
  ctx.strokeStyle = change === "came" ? INK : edgeOf(look);
  if (change === "went") {
    ctx.lineWidth = 1.6 * scale;
    ctx.setLineDash([2.6 * scale, 2 * scale]);
  }
  ctx.stroke();
  if (change && change !== "kept") paintSign(ctx, change, x, y, size, scale);
  if (look.letter) {
    ctx.fillStyle = change === "went" ? INK : inkOn(look.colour);
    ctx.font = `700 ${(look.letter.length > 1 ? 9 : 11.5) * scale}px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(look.letter, x, y + 0.8 * scale);
  }
  ctx.restore();
}

const nodes = new vis.DataSet(spots.map((spot) => ({
  id: spot.id, x: spot.x, y: spot.y, size: 1, shape: "custom", hidden: absent.has(spot.id),
  ctxRenderer: ({ ctx, id, x, y }) => ({
    drawNode: () => paintMark(ctx, id, x, y, unitOf(id, network.getScale()) / network.getScale()),
    nodeDimensions: { width: 1, height: 1 }, // lines run to the middle, under the mark
  }),
})));
// A map is wide: at its scale the lines of vis-network, as thin as the scale is small, would fade.
const ownLines = outline.length > 0 && !large;
const edges = new vis.DataSet(lines.map((edge, k) => ({
  id: k, from: edge.from, to: edge.to, width: edge.width, dashes: edge.dashes,
  hidden: absent.has(edge.from) || absent.has(edge.to),
  color: { color: edge.color, opacity: ownLines ? 0 : 1 },
})));
// What the painter of large networks asks of a mark: `same` is alike for marks that look alike,
// and empty for those that stand out and are painted last.
const marksOf = {
  paint: paintMark,
  unit: unitOf,
  size: (i) => spots[i].size,
  colour: (i) => (lookOf(i).mark === "ring" ? edgeOf(lookOf(i)) : lookOf(i).colour),
  alpha: (i) => (near && !near.has(i) ? 0.13 : 1),
  same: (i) => (i === chosen || i === data.centre || (near && near.has(i)) ? ""
    : [things[i].kind, things[i].group, spots[i].size, things[i].change, !near].join("|")),
};
const network = new vis.Network(box, { nodes, edges }, large ? { marks: marksOf } : data.options);
box.querySelector(".vis-network").tabIndex = -1; // the box around it takes the focus

// ---------------------------------------------------------------- what is below and above them

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

/** Draw the coast below everything, in the units of the picture. */
function paintOutline(ctx, scale) {
  if (!outline.length) return;
  ctx.save();
  ctx.beginPath();
  for (const ring of outline) {
    ring.forEach(([x, y], n) => (n ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.closePath();
  }
  ctx.fillStyle = "#f1f3f5";
  ctx.fill("evenodd");
  ctx.lineWidth = 1 / scale;
  ctx.strokeStyle = "#a9b4bf";
  ctx.stroke();
  ctx.restore();
}

/** Draw how long some round number of kilometres is on a map. */
function paintMeasure(ctx, scale, bottom) {
  if (!outline.length) return;
  const pixels = data.kilometre * scale;
  const long = [200, 100, 50, 20, 10, 5, 2, 1].find((km) => km * pixels <= 110) || 0.5;
  const [left, right, y] = [16, 16 + long * pixels, bottom - 14];
  ctx.save();
  ctx.beginPath();
  ctx.moveTo(left, y - 5);
  ctx.lineTo(left, y);
  ctx.lineTo(right, y);
  ctx.lineTo(right, y - 5);
  ctx.lineWidth = 1.2;
  ctx.strokeStyle = "#52606d";
  ctx.stroke();
  ctx.font = `400 11px ${FONT}`;
  ctx.textAlign = "left";
  ctx.fillStyle = "#52606d";
  ctx.fillText(`${long} km`, left + 4, y - 5);
  ctx.restore();
}

/** Draw the lines that are shown, in pixels; they neither vanish nor grow without end. */
function paintLines(ctx, scale, at) {
  ctx.save();
  lines.forEach((edge, k) => {
    if (!linkShown[k] || !links[k].ends.every(seen)) return;
    const own = near && links[k].ends.includes(chosen);
    ctx.globalAlpha = near && !own ? 0.15 : 1;
    ctx.lineWidth = Math.min(Math.max(edge.width * scale, 0.6), edge.width * 1.6);
    ctx.strokeStyle = own ? "#3a4652" : edge.color;
    ctx.setLineDash(edge.dashes ? edge.dashes.map((dash) => dash * Math.max(scale, 0.5)) : []);
    ctx.beginPath();
    ctx.moveTo(...at(edge.from));
    ctx.lineTo(...at(edge.to));
    ctx.stroke();
  });
  ctx.restore();
}

/** Draw in pixels of the window on a context that has the transform of the picture. */
function overPicture(ctx, act) {
  const matrix = ctx.getTransform();
  const scale = network.getScale();
  const ratio = matrix.a / scale;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  act(scale, matrix.e / ratio, matrix.f / ratio);
  ctx.restore();
}

function paintHovered(ctx, scale, ox, oy) {
  if (hovered < 0 || hovered === chosen || !seen(hovered)) return;
  const [x, y] = [ox + spots[hovered].x * scale, oy + spots[hovered].y * scale];
  const unit = unitOf(hovered, scale);
  if (large) paintMark(ctx, hovered, x, y, unit);
  paintPlate(ctx, hovered, x, y, spots[hovered].size * unit);
}

let first = true;
network.on("beforeDrawing", (ctx) => {
  paintOutline(ctx, network.getScale());
  if (!ownLines) return;
  overPicture(ctx, (scale, ox, oy) => paintLines(ctx, scale,
    (i) => [ox + spots[i].x * scale, oy + spots[i].y * scale]));
});
network.on("afterDrawing", (ctx) => {
  overPicture(ctx, (scale, ox, oy) => {
    paintLabels(ctx, labelsAt(scale), ox, oy);
    paintMeasure(ctx, scale, box.clientHeight);
    if (!large) paintHovered(ctx, scale, ox, oy);
  });
  if (first) {
    first = false;
    performance.mark("first-draw");
  }
});
// The painter of large networks shows what is under the pointer without painting all anew.
network.on("hovering", (ctx) => overPicture(ctx, (...where) => paintHovered(ctx, ...where)));
