// The same data as a table; printing and saving.

// ---------------------------------------------------------------- table

const ROWS = 500; // rows that are made at once
let sorting = { column: 0, down: false };
let most = ROWS;

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
    ...ifAny("change", "Change"),
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
      most = ROWS;
      showTable();
      byId("table").querySelectorAll("th button")[n].focus();
    });
    return make("th", { scope: "col", "aria-sort": now }, button);
  });
  const rest = rows.length - most;
  const told = rest > 0 ? `The first ${most.toLocaleString("en-GB")} of ` : "";
  byId("table").replaceChildren(make("table", {},
    make("caption", {},
      `${told}${sayCount(rows.length, "row", "rows")}; a name shows its evidence.`),
    make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, ...rows.slice(0, most).map((row) => make("tr", {},
      ...columns.map((column) => make("td", { class: column.class }, column.cell(row))))))),
  rest > 0 ? make("button", { type: "button", class: "more", on: { click: () => {
    most += ROWS;
    showTable();
  } } }, `Show ${Math.min(rest, ROWS).toLocaleString("en-GB")} more rows`) : "");
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
  ctx.save();
  ctx.translate(ox, oy);
  ctx.scale(scale, scale);
  paintOutline(ctx, scale);
  ctx.restore();
  paintLines(ctx, scale, at);
  spots.forEach((_, i) => seen(i) && paintMark(ctx, i, ...at(i), unitOf(i, scale)));
  paintLabels(ctx, placeLabels(scale, width, height), ox, oy);
  paintMeasure(ctx, scale, height);
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
