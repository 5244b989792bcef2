// The data of the page, and the small builders and marks that everything else uses.

const data = JSON.parse(document.getElementById("data").textContent);

/** Rows that a large page holds as columns, so that the file is small; null stands for nothing. */
function unpack({ names, columns, words, count }) {
  return Array.from({ length: count }, (_, n) => {
    const row = {};
    names.forEach((name, c) => {
      const value = columns[c][n];
      if (value !== null) row[name] = words[c] ? words[c][value] : value;
    });
    return row;
  });
}

const large = Boolean(data.large);
const things = large ? unpack(data.things) : data.things;
const links = large ? unpack(data.links) : data.links;
const spots = large ? unpack(data.nodes) : data.nodes;
const lines = large ? links.map((link) => ({ from: link.ends[0], to: link.ends[1],
  ...data.lines[link.line] })) : data.edges;
if (large) spots.forEach((spot, i) => { spot.id = i; });
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

// Groups switched off.
const off = { partnership: new Set(), organisation: new Set(), change: new Set() };
const narrow = { type: "", role: "", region: "" };
let shown = things.map(() => true);
let linkShown = links.map(() => true);
const absent = new Set(data.absent || []); // without a place in the picture; they have details
const seen = (i) => shown[i] && !absent.has(i);
const changed = Boolean(data.days);
const outline = data.outline || []; // rings of a map below the picture
let chosen = -1;
let hovered = -1;
let near = null; // the chosen node and its neighbours, or null
let touched = false; // has the reader moved the view?
let tall = false;
