// The page of a drawn network. Text from the data is only ever set as text, never as markup.
(() => {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const things = data.things;
  const links = data.links;
  const spots = data.nodes;
  const byId = (id) => document.getElementById(id);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const small = window.matchMedia("(max-width: 760px)");
  const isHub = (i) => things[i].kind === "partnership";
  const looks = {
    partnership: new Map(data.models.map((look) => [look.code, look])),
    organisation: new Map(data.families.map((look) => [look.code, look])),
  };
  const lookOf = (i) => looks[isHub(i) ? "partnership" : "organisation"].get(things[i].group);
  const linksOf = things.map(() => []);
  links.forEach((link, k) => link.ends.forEach((i) => linksOf[i].push(k)));
  const otherEnd = (k, i) => (links[k].ends[0] === i ? links[k].ends[1] : links[k].ends[0]);
  const byName = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

  // ---------------------------------------------------------------- small builders

  /** Make an element; children are elements or text. */
  function make(tag, properties, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name === "on") Object.entries(value).forEach((on) => node.addEventListener(...on));
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  /** Text of the data, kept apart from its surroundings whatever direction it runs in. */
  const said = (text) => make("span", { class: "text", dir: "auto" }, text || "");

  /** A link, or only its text where the address is not a web address. */
  function linkTo(address, text) {
    if (!/^https?:\/\//i.test(address || "")) return said(text);
    let url;
    try { url = new URL(address); } catch (error) { return said(text); }
    if (url.protocol !== "http:" && url.protocol !== "https:") return said(text);
    const rest = { href: url.href, target: "_blank", rel: "noopener noreferrer" };
    return make("a", rest, said(text));
  }

  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"];

  /** "2015-03-10" as "10 March 2015", "2015-03" as "March 2015"; anything else as it is. */
  function sayDate(text) {
    const parts = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text || "");
    if (!parts || !MONTHS[parts[2] - 1]) return text || "";
    const day = parts[3] ? `${Number(parts[3])} ` : "";
    return `${day}${MONTHS[parts[2] - 1]} ${parts[1]}`;
  }

  const sayCount = (n, one, many) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

  // ---------------------------------------------------------------- marks

  const shade = (colour, by) => "#" + [1, 3, 5].map((at) => Math.round(
    parseInt(colour.slice(at, at + 2), 16) * by).toString(16).padStart(2, "0")).join("");

  function inkOn(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? "#1f2933" : "#ffffff";
  }

  const fillOf = (look) => (look.mark === "ring" ? "#ffffff" : look.colour);
  const edgeOf = (look) => shade(look.colour, look.mark === "ring" ? 0.55 : 0.62);

  function traceMark(ctx, look, x, y, size) {
    const corners = data.marks[look.mark];
    ctx.beginPath();
    if (corners) corners.forEach(([cx, cy]) => ctx.lineTo(x + cx * size, y + cy * size));
    else ctx.arc(x, y, look.mark === "ring" ? size * 0.85 : size, 0, 2 * Math.PI);
    ctx.closePath();
  }

  /** The same mark as an SVG icon, for the key and the lists. */
  function iconOf(look) {
    const space = "http://www.w3.org/2000/svg";
    const draw = (tag, attributes, parent) => {
      const node = document.createElementNS(space, tag);
      Object.entries(attributes).forEach((pair) => node.setAttribute(...pair));
      if (parent) parent.append(node);
      return node;
    };
    const size = look.mark === "square" ? 8 : 6;
    const svg = draw("svg", { viewBox: "-9 -9 18 18", class: "mark", "aria-hidden": "true" });
    const paint = { fill: fillOf(look), stroke: edgeOf(look) };
    paint["stroke-width"] = look.mark === "ring" ? 2 : 1;
    const corners = data.marks[look.mark];
    if (corners) {
      const points = corners.map(([x, y]) => `${x * size},${y * size}`).join(" ");
      draw("polygon", { points, ...paint }, svg);
    } else {
      draw("circle", { r: look.mark === "ring" ? size * 0.85 : size, ...paint }, svg);
    }
    if (look.letter) {
      const font = { "font-size": look.letter.length > 1 ? 9 : 11, "font-weight": 700 };
      const place = { x: 0, y: 4, "text-anchor": "middle", fill: inkOn(look.colour) };
      draw("text", { ...font, ...place }, svg).textContent = look.letter;
    }
    return svg;
  }

  // ---------------------------------------------------------------- state

  const off = { partnership: new Set(), organisation: new Set() }; // groups switched off
  const narrow = { type: "", role: "", region: "" };
  let shown = things.map(() => true);
  let linkShown = links.map(() => true);
  let chosen = -1;
  let hovered = -1;
  let near = null; // the chosen node and its neighbours, or null
  let touched = false; // has the reader moved the view?
  let tall = false;

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

  // ---------------------------------------------------------------- view

  /** The scale and the middle that show all that is shown in a window of that size. */
  function frame(width, height) {
    if (!shown.some(Boolean)) return { scale: 1, position: { x: 0, y: 0 } };
    const { left, right, top, bottom } = hull((i) => shown[i]);
    const [aside, above] = width < 600 ? [24, 28] : [52, 40]; // for labels beyond the marks
    const scale = Math.min((width - 2 * aside) / Math.max(right - left, 1),
      (height - 2 * above) / Math.max(bottom - top, 1), 1.6);
    return { scale, position: { x: (left + right) / 2, y: (top + bottom) / 2 } };
  }

  const glide = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

  function fit(animate) {
    if (box.clientWidth < 80 || box.clientHeight < 80) return; // hidden, or on paper
    touched = false;
    const view = frame(box.clientWidth, box.clientHeight);
    network.moveTo({ ...view, animation: animate ? glide() : false });
  }

  /** Use the arrangement for a wide or for a tall window. */
  function arrange() {
    if (!box.clientWidth) return;
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
    const { left, right, top, bottom } = hull((j) => near.has(j));
    const [free, deep] = [box.clientWidth - covered() - 180, box.clientHeight - 120];
    const fits = Math.min(free / Math.max(right - left, 1), deep / Math.max(bottom - top, 1));
    const scale = Math.max(Math.min(fits, 1.5), network.getScale() * 0.8, 0.3);
    const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    const position = fits >= scale ? middle : { x: spots[i].x, y: spots[i].y };
    network.moveTo({ position, scale, offset: { x: -covered() / 2, y: 0 }, animation: glide() });
  }

  /** Bring a node into the free part of the window, at the same zoom. */
  function bringNear(i) {
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
      if (!shown[i]) return;
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
    network.redraw();
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
    if (chosen < 0) {
      const start = things.map((_, i) => i).filter((i) => shown[i]);
      start.sort((a, b) => isHub(b) - isHub(a) || strength[b] - strength[a] || a - b);
      if (start.length) choose(start[0], { move: true });
      return;
    }
    let best = -1;
    let least = Infinity;
    spots.forEach((spot, i) => {
      if (i === chosen || !shown[i]) return;
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

  // ---------------------------------------------------------------- choosing

  /** Make one node the chosen one (-1 for none), light up its neighbours, show its details. */
  function choose(i, { move = false, closer = false, link = -1 } = {}) {
    chosen = i;
    near = i < 0 ? null : new Set([i]);
    if (near) linksOf[i].forEach((k) => linkShown[k] && near.add(otherEnd(k, i)));
    edges.update(data.edges.map((edge, k) => {
      const own = near && links[k].ends.includes(i);
      const opacity = near && !own ? 0.15 : 1;
      return { id: k, color: { color: own ? "#3a4652" : edge.color, opacity } };
    }));
    showDetails(link);
    forgetLabels();
    network.redraw();
    if (i < 0) return;
    if (closer) bringClose(i);
    else if (move) bringNear(i);
  }

  function leaveDetails() {
    choose(-1);
    (byId("picture").hidden ? byId("table") : box).focus();
  }

  // ---------------------------------------------------------------- details

  const sayRole = (code) => data.roles[code] || code || "";
  const ROLE_ORDER = ["lead", "commissioner", "provider", "partner", "supporter"];
  const roleRank = (code) => (ROLE_ORDER.indexOf(code) + 1) || 9;

  const tag = (look, text) => make("span", { class: `tag ${look}` }, said(text));

  function evidenceItem(row) {
    const source = data.sources[row.source];
    const where = [source.publisher, sayDate(source.published), row.locator].filter(Boolean);
    return make("li", {},
      row.as_written ? make("p", {}, "“", said(row.as_written), "”") : null,
      make("p", {}, linkTo(source.url, source.title || source.code || source.url || "Source")),
      where.length ? make("p", { class: "meta" }, said(where.join(" · "))) : null,
      row.certainty === "inferred"
        ? make("p", {}, tag("inferred", "inferred from this source")) : null,
      row.role ? make("p", { class: "meta" }, said(`Role here: ${sayRole(row.role)}`)) : null,
      row.note ? make("p", { class: "note" }, said(row.note)) : null);
  }

  const nameButton = (i) => make("button", {
    type: "button", class: "link", on: { click: () => choose(i, { move: true }) },
  }, said(things[i].name));

  function sayTime(link) {
    const [from, until] = [sayDate(link.valid_from), sayDate(link.valid_to)];
    if (from && until) return `from ${from} until ${until}`;
    if (from) return `from ${from}`;
    return until ? `until ${until}` : "";
  }

  function memberItem(k, i, open) {
    const link = links[k];
    const j = otherEnd(k, i);
    const about = make("div", { class: "about" });
    if (link.role) about.append(tag(link.role === "lead" ? "lead" : "", sayRole(link.role)));
    if (link.certainty === "inferred") about.append(tag("inferred", "inferred"));
    const words = [sayTime(link)];
    if (link.weight) {
      words.push(`shares ${sayCount(link.weight, ...shareWords())}: ${link.shared.join("; ")}`);
    } else {
      words.push(isHub(j) ? lookOf(j).label : things[j].type, things[j].ods_code);
    }
    about.append(said(words.filter(Boolean).join(" · ")));
    const item = make("li", { class: "member" },
      make("div", { class: "who" }, iconOf(lookOf(j)), nameButton(j)), about);
    if (link.evidence.length) {
      const title = link.weight ? "source" : "piece";
      const many = link.weight ? "sources" : "pieces";
      const rest = link.weight ? "" : " of evidence";
      item.append(make("details", { open }, make("summary", {},
        sayCount(link.evidence.length, title, many) + rest),
      make("ul", { class: "evidence" }, ...link.evidence.map(evidenceItem))));
    }
    return item;
  }

  const shareWords = () => (data.kind === "vanguards"
    ? ["organisation", "organisations"] : ["partnership", "partnerships"]);

  function showDetails(chosenLink) {
    const panel = byId("details");
    panel.hidden = chosen < 0;
    panel.replaceChildren();
    byId("said").textContent = "";
    if (chosen < 0) return;
    const thing = things[chosen];
    const look = lookOf(chosen);
    const facts = make("dl", {});
    const fact = (term, text) => text
      && facts.append(make("dt", {}, term), make("dd", {}, said(text)));
    if (isHub(chosen)) fact("Care model", look.label);
    fact("Number", thing.number);
    fact("ODS code", thing.ods_code);
    fact("Place", thing.place);
    fact("Region", thing.region);
    fact("Announced", sayDate(thing.announced));
    fact("Opened", sayDate(thing.opened));
    fact("Closed", sayDate(thing.closed));
    if (thing.code !== thing.ods_code) fact("Id", thing.code);
    const own = linksOf[chosen].slice().sort((a, b) => roleRank(links[a].role)
      - roleRank(links[b].role) || (links[b].weight || 0) - (links[a].weight || 0)
      || byName.compare(things[otherEnd(a, chosen)].name, things[otherEnd(b, chosen)].name));
    const count = own.length;
    let heading = "No links in this picture";
    if (count && data.kind === "organisations") {
      heading = `Shares partnerships with ${sayCount(count, "organisation", "organisations")}`;
    } else if (count && data.kind === "vanguards") {
      heading = `Shares organisations with ${sayCount(count, "partnership", "partnerships")}`;
    } else if (count) {
      heading = sayCount(count, ...(isHub(chosen) ? ["member", "members"]
        : ["partnership", "partnerships"]));
    }
    const items = own.map((k) => {
      const item = memberItem(k, chosen, own.length <= 3 || k === chosenLink);
      item.classList.toggle("chosen", k === chosenLink);
      return item;
    });
    panel.append(
      make("button", {
        type: "button", class: "close", "aria-label": "Close the details",
        on: { click: leaveDetails },
      }, "✕"),
      make("p", { class: "kind" }, iconOf(look), said(thing.type)),
      make("h2", { tabindex: -1 }, said(thing.name)),
      facts.childElementCount ? facts : "",
      make("h3", {}, heading),
      make("ul", {}, ...items));
    byId("said").textContent = `${thing.name}, ${thing.type}. ${heading}.`;
    panel.scrollTop = 0;
    if (chosenLink >= 0) items[own.indexOf(chosenLink)].scrollIntoView({ block: "nearest" });
  }

  // ---------------------------------------------------------------- filters

  const passesOwn = (i) => !off[things[i].kind].has(things[i].group)
    && (isHub(i) || !narrow.type || things[i].type === narrow.type)
    && (isHub(i) ? !things[i].region || !narrow.region || things[i].region === narrow.region
      : !narrow.region || (things[i].region || "Not stated") === narrow.region);

  /** Work out what passes the filters, and show just that. */
  function applyFilters() {
    const own = things.map((_, i) => passesOwn(i));
    const narrowed = Boolean(narrow.type || narrow.role || narrow.region);
    const before = [shown, linkShown];
    linkShown = links.map((link) => link.ends.every((i) => own[i])
      && (!narrow.role || link.role === narrow.role));
    // A node whose links are all gone goes too, but a partnership stays when only kinds of
    // organisations were switched off in the key.
    shown = own.map((passes, i) => passes && (!linksOf[i].length
      || linksOf[i].some((k) => linkShown[k]) || !anyHub || (isHub(i) && !narrowed)));
    const changed = (now, then) => now.map((yes, id) => ({ id, hidden: !yes }))
      .filter(({ id }) => now[id] !== then[id]);
    nodes.update(changed(shown, before[0]));
    edges.update(changed(linkShown, before[1]));
    if (chosen >= 0) choose(shown[chosen] ? chosen : -1);
    forgetLabels();
    byId("empty").hidden = shown.some(Boolean);
    byId("status").textContent = sayShown();
    if (!byId("table").hidden) showTable();
    if (!touched) fit(false);
    else network.redraw();
  }

  function sayShown() {
    if (shown.every(Boolean) && linkShown.every(Boolean)) return "";
    const parts = [["partnership", "partnerships"], ["organisation", "organisations"]]
      .map(([kind, many]) => {
        const all = things.filter((thing) => thing.kind === kind).length;
        const some = things.filter((thing, i) => thing.kind === kind && shown[i]).length;
        return all ? `${some} of ${sayCount(all, kind, many)}` : "";
      });
    return `Showing ${parts.filter(Boolean).join(", ")}`;
  }

  function groupButton(kind, look) {
    const button = make("button", { type: "button", "aria-pressed": "true" },
      iconOf(look), make("span", {}, said(look.label)),
      make("span", { class: "count" }, look.count.toLocaleString("en-GB")));
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      if (on) off[kind].delete(look.code);
      else off[kind].add(look.code);
      applyFilters();
    });
    return make("li", {}, button);
  }

  function chooser(name, title, values) {
    const select = make("select", { id: `narrow-${name}` }, make("option", { value: "" }, "All"),
      ...values.map(([value, text]) => make("option", { value }, text)));
    select.addEventListener("change", () => {
      narrow[name] = select.value;
      applyFilters();
    });
    return values.length > 1 ? [make("label", { for: select.id }, title), select] : [];
  }

  /** A piece of line as it looks in the picture, for the key. */
  function lineSample(width, colour, dashes) {
    const canvas = make("canvas", { class: "lines", width: 60, height: 24 });
    const ctx = canvas.getContext("2d");
    ctx.scale(2, 2);
    ctx.setLineDash(dashes);
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.moveTo(0, 6);
    ctx.lineTo(30, 6);
    ctx.stroke();
    return canvas;
  }

  function buildKey() {
    const key = document.querySelector(".key");
    const group = (title, kind, list) => list.length && key.append(make("div", {},
      make("h2", {}, title), make("ul", {}, ...list.map((look) => groupButton(kind, look)))));
    group("Partnerships by care model", "partnership", data.models);
    group("Organisations by type", "organisation", data.families);
    const samples = [];
    const sample = (n, text, ...look) => n && samples.push(make("li", { class: "plain" },
      lineSample(...look), make("span", {}, text),
      make("span", { class: "count" }, n.toLocaleString("en-GB"))));
    const weights = links.map((link) => link.weight || 0);
    if (Math.max(0, ...weights)) {
      const [one, many] = shareWords();
      const several = weights.filter((weight) => weight > 1).length;
      sample(links.length - several, `1 ${one} shared`, 1.1, "#aeb6bf", []);
      sample(several, `2 or more ${many}`, 2.9, "#aeb6bf", []);
    } else {
      const leads = links.filter((link) => link.role === "lead").length;
      sample(leads, "Lead", 2.6, "#56616d", []);
      sample(links.length - leads, "Other member", 1.1, "#aeb6bf", []);
      sample(links.filter((link) => link.certainty === "inferred").length,
        "Inferred, not said outright", 1.4, "#8792a0", [5, 4]);
    }
    if (samples.length) key.append(make("div", {}, make("h2", {}, "Lines"),
      make("ul", {}, ...samples)));
    const values = (list) => [...new Set(list)].filter(Boolean).sort(byName.compare)
      .map((value) => [value, value]);
    const bodies = things.filter((_, i) => !isHub(i));
    const regions = bodies.map((thing) => thing.region || "Not stated");
    const roles = [...new Set(links.map((link) => link.role))].filter(Boolean)
      .sort((a, b) => roleRank(a) - roleRank(b)).map((code) => [code, sayRole(code)]);
    const choosers = [
      ...chooser("type", "Organisation type", values(bodies.map((thing) => thing.type))),
      ...chooser("role", "Role", roles),
      ...chooser("region", "Region", regions.some((region) => region !== "Not stated")
        ? values(regions) : []),
    ];
    if (choosers.length) key.append(make("div", { class: "narrow" },
      make("h2", {}, "Show only"), ...choosers));
    key.append(make("p", { class: "hint" },
      "Click a mark for its evidence; scroll to zoom, drag to move."));
  }

  function resetAll() {
    off.partnership.clear();
    off.organisation.clear();
    Object.keys(narrow).forEach((name) => { narrow[name] = ""; });
    document.querySelectorAll(".key button").forEach((b) => b.setAttribute("aria-pressed", "true"));
    document.querySelectorAll(".key select").forEach((select) => { select.value = ""; });
    applyFilters();
  }

  // ---------------------------------------------------------------- search

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  let haystacks = null;

  /** Find nodes by words of their name, code or any name a source prints; best first. */
  function search(text) {
    haystacks = haystacks || things.map((thing, i) => ({
      name: fold(thing.name),
      codes: [thing.code, thing.ods_code, thing.number].filter(Boolean).map(fold),
      rest: fold([thing.place, ...(isHub(i) ? [] : linksOf[i].flatMap((k) => links[k].evidence
        .map((row) => row.as_written || "")))].join(" ")),
    }));
    const words = fold(text).split(" ").filter(Boolean);
    if (!words.length) return [];
    const scoreOf = ({ name, codes, rest }) => {
      let score = name === words.join(" ") || codes.includes(words.join(" ")) ? 100 : 0;
      for (const word of words) {
        if (name.startsWith(word)) score += 9;
        else if (` ${name}`.includes(` ${word}`)) score += 6;
        else if (codes.some((code) => ` ${code}`.includes(` ${word}`))) score += 5;
        else if (name.includes(word)) score += 3;
        else if (` ${rest}`.includes(` ${word}`)) score += 1;
        else return 0;
      }
      return score;
    };
    return haystacks.map((hay, i) => [scoreOf(hay), i]).filter(([score]) => score)
      .sort((a, b) => b[0] - a[0] || isHub(b[1]) - isHub(a[1]) || strength[b[1]] - strength[a[1]]
        || byName.compare(things[a[1]].name, things[b[1]].name))
      .slice(0, 9).map(([, i]) => i);
  }

  function buildSearch() {
    const input = byId("search");
    const list = byId("results");
    let found = [];
    let active = -1;
    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (n) => {
      active = n;
      [...list.children].forEach((li, m) => li.setAttribute("aria-selected", String(m === n)));
      if (n < 0) return;
      input.setAttribute("aria-activedescendant", `result-${n}`);
      list.children[n].scrollIntoView({ block: "nearest" });
    };
    const take = (n) => {
      const i = found[n];
      if (i === undefined) return;
      close();
      input.value = things[i].name;
      if (!shown[i]) resetAll();
      choose(i, { move: true, closer: true });
    };
    const sayKind = (i) => [things[i].type, isHub(i) ? lookOf(i).label : things[i].ods_code]
      .filter(Boolean).join(" · ");
    const show = () => {
      found = search(input.value);
      const none = make("li", { class: "none" }, "No partnership or organisation has this name");
      list.replaceChildren(...found.map((i, n) => make("li",
        { role: "option", id: `result-${n}`, on: { mousedown: (event) => {
          event.preventDefault();
          take(n);
        } } },
        iconOf(lookOf(i)),
        make("span", {}, said(things[i].name), make("small", {}, said(sayKind(i)))))),
      ...(found.length ? [] : [none]));
      list.hidden = !fold(input.value);
      input.setAttribute("aria-expanded", String(!list.hidden));
      mark(found.length ? 0 : -1);
    };
    input.addEventListener("input", show);
    input.addEventListener("focus", () => input.select());
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) show();
        else if (found.length) {
          mark((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
        }
      } else if (event.key === "Enter") {
        if (list.hidden) show();
        take(active);
      } else if (event.key === "Escape" && !list.hidden) close();
      else return;
      event.preventDefault();
    });
  }

  // ---------------------------------------------------------------- table

  let sorting = { column: 0, down: false };

  /** One row for each link shown, and one for each node shown that has none. */
  function tableRows() {
    const rows = links.map((link, k) => k).filter((k) => linkShown[k])
      .map((k) => ({ a: links[k].ends[0], b: links[k].ends[1], link: links[k] }));
    things.forEach((_, i) => {
      if (shown[i] && !linksOf[i].some((k) => linkShown[k])) {
        rows.push(isHub(i) || !anyHub ? { a: i, b: -1, link: null } : { a: -1, b: i, link: null });
      }
    });
    return rows;
  }

  function tableColumns() {
    const name = (i) => (i < 0 ? "" : things[i].name);
    const person = (title, end) => ({
      title,
      text: (row) => name(row[end]),
      cell: (row) => (row[end] < 0 ? "" : nameButton(row[end])),
    });
    const plain = (title, text) => ({ title, text, cell: (row) => said(text(row)) });
    const of = (row, key) => (row.link && row.link[key]) || "";
    const ifAny = (key, title) => (links.some((link) => link[key])
      ? [plain(title, (row) => of(row, key))] : []);
    const sources = {
      title: "Sources",
      text: (row) => String(row.link ? row.link.evidence.length : 0).padStart(4, "0"),
      cell: (row) => make("ul", {}, ...(row.link ? row.link.evidence : []).map((one) => {
        const source = data.sources[one.source];
        return make("li", {}, linkTo(source.url, source.title || source.code || "Source"));
      })),
    };
    const weighted = links.some((link) => link.weight);
    if (weighted || !anyHub || data.kind === "vanguards") {
      const [one, many] = shareWords();
      const word = data.kind === "vanguards" ? "Partnership" : "Organisation";
      return [person(word, "a"), person(`Other ${word.toLowerCase()}`, "b"), {
        title: `Shared ${many}`, class: "number",
        text: (row) => String(of(row, "weight") || 0).padStart(6, "0"),
        cell: (row) => String(of(row, "weight")),
      }, plain(`Shared ${one} names`, (row) => (of(row, "shared") || []).join("; ")), sources];
    }
    return [
      person("Partnership", "a"),
      plain("Care model", (row) => (row.a < 0 ? "" : things[row.a].group)),
      person("Organisation", "b"),
      plain("ODS code", (row) => (row.b < 0 ? "" : things[row.b].ods_code || "")),
      plain("Type", (row) => (row.b < 0 ? "" : things[row.b].type || "")),
      plain("Region", (row) => (row.b < 0 ? "" : things[row.b].region || "")),
      plain("Role", (row) => sayRole(of(row, "role"))),
      ...ifAny("valid_from", "From"),
      ...ifAny("valid_to", "Until"),
      plain("Certainty", (row) => of(row, "certainty")),
      sources,
    ];
  }

  function showTable() {
    const columns = tableColumns();
    const rows = tableRows();
    const { text } = columns[sorting.column];
    const turn = sorting.down ? -1 : 1;
    rows.sort((p, q) => turn * byName.compare(text(p), text(q))
      || byName.compare(columns[0].text(p), columns[0].text(q)));
    const heads = columns.map(({ title }, n) => {
      const now = sorting.column === n ? (sorting.down ? "descending" : "ascending") : "none";
      const button = make("button", { type: "button" }, title);
      button.addEventListener("click", () => {
        sorting = { column: n, down: sorting.column === n && !sorting.down };
        showTable();
        byId("table").querySelectorAll("th button")[n].focus();
      });
      return make("th", { scope: "col", "aria-sort": now }, button);
    });
    byId("table").replaceChildren(make("table", {},
      make("caption", {}, `${sayCount(rows.length, "row", "rows")}; a name shows its evidence.`),
      make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...rows.map((row) => make("tr", {},
        ...columns.map((column) => make("td", { class: column.class }, column.cell(row))))))));
  }

  function showAs(table) {
    byId("show-picture").setAttribute("aria-pressed", String(!table));
    byId("show-table").setAttribute("aria-pressed", String(table));
    byId("picture").hidden = table;
    byId("table").hidden = !table;
    ["zoom-in", "zoom-out", "fit", "save"].forEach((id) => { byId(id).hidden = table; });
    if (table) showTable();
    else network.redraw();
  }

  // ---------------------------------------------------------------- paper and files

  /** Paint what is shown onto a canvas of its own, sharp enough for paper. */
  function snapshot(width, height, ratio) {
    const canvas = make("canvas", { width: width * ratio, height: height * ratio });
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.fillStyle = "#ffffff";
    ctx.fillRect(0, 0, width, height);
    const { scale, position } = frame(width, height);
    const [ox, oy] = [width / 2 - position.x * scale, height / 2 - position.y * scale];
    const at = (i) => [ox + spots[i].x * scale, oy + spots[i].y * scale];
    data.edges.forEach((edge, k) => {
      if (!linkShown[k]) return;
      const own = near && links[k].ends.includes(chosen);
      ctx.globalAlpha = near && !own ? 0.15 : 1;
      ctx.lineWidth = Math.max(edge.width * scale, 0.6);
      ctx.strokeStyle = own ? "#3a4652" : edge.color;
      ctx.setLineDash(edge.dashes ? edge.dashes.map((dash) => dash * scale) : []);
      ctx.beginPath();
      ctx.moveTo(...at(edge.from));
      ctx.lineTo(...at(edge.to));
      ctx.stroke();
    });
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    spots.forEach((_, i) => shown[i] && paintMark(ctx, i, ...at(i), unitOf(i, scale)));
    paintLabels(ctx, placeLabels(scale, width, height), ox, oy);
    return canvas;
  }

  window.addEventListener("beforeprint", () => {
    if (byId("picture").hidden) return;
    byId("print").src = snapshot(1020, 690, 3).toDataURL("image/png");
    byId("print").alt = byId("summary").textContent;
  });
  window.addEventListener("afterprint", () => byId("print").removeAttribute("src"));

  byId("save").addEventListener("click", () => {
    const canvas = snapshot(Math.max(box.clientWidth, 1200), Math.max(box.clientHeight, 780), 2);
    canvas.toBlob((blob) => {
      const address = URL.createObjectURL(blob);
      make("a", { href: address, download: "network.png" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    });
  });

  // ---------------------------------------------------------------- start

  buildKey();
  buildSearch();
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("fit").addEventListener("click", () => fit(true));
  byId("reset").addEventListener("click", () => {
    resetAll();
    choose(-1);
    byId("search").value = "";
    fit(true);
  });
  byId("show-picture").addEventListener("click", () => showAs(false));
  byId("show-table").addEventListener("click", () => showAs(true));
  byId("empty").hidden = things.length > 0;
  arrange();
  fit(false);

  // What a page around this one, or a test, may ask.
  window.vanguardPicture = Object.freeze({
    labels: () => labelsAt(network.getScale()).map((label) => ({ ...label })),
    where: (code) => {
      const i = things.findIndex((thing) => thing.code === code);
      return i < 0 || !shown[i] ? null : network.canvasToDOM(spots[i]);
    },
  });
})();
