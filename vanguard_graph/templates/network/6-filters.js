// The key and the filters.

// ---------------------------------------------------------------- filters

const passesOwn = (i) => !off[things[i].kind].has(things[i].group)
  && !off.change.has(things[i].change)
  && (isHub(i) || !narrow.type || things[i].type === narrow.type)
  && (isHub(i) ? !things[i].region || !narrow.region || things[i].region === narrow.region
    : !narrow.region || (things[i].region || "Not stated") === narrow.region);

/** Work out what passes the filters, and show just that. */
function applyFilters() {
  const own = things.map((_, i) => passesOwn(i));
  const narrowed = Boolean(narrow.type || narrow.role || narrow.region);
  const before = [shown, linkShown];
  linkShown = links.map((link) => link.ends.every((i) => own[i])
    && (!narrow.role || link.role === narrow.role) && !off.change.has(link.change));
  // A node whose links are all gone goes too, but a partnership stays when only kinds of
  // organisations were switched off in the key.
  shown = own.map((passes, i) => passes && (!linksOf[i].length
    || linksOf[i].some((k) => linkShown[k]) || !anyHub || (isHub(i) && !narrowed)));
  const turned = (now, then, stays) => now.map((yes, id) => ({ id, hidden: !yes || stays(id) }))
    .filter(({ id }) => now[id] !== then[id]);
  nodes.update(turned(shown, before[0], (i) => absent.has(i)));
  edges.update(turned(linkShown, before[1], (k) => links[k].ends.some((i) => absent.has(i))));
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

const CHANGES = [["came", "Came"], ["went", "Went"], ["kept", "Kept"]];

/** A button for all that came, went or was kept; it counts marks and lines. */
function changeButton([code, label]) {
  const marks = things.filter((thing) => thing.change === code).length;
  const ties = links.filter((link) => link.change === code).length;
  const sample = make("canvas", { class: "lines", width: 60, height: 24 });
  const ctx = sample.getContext("2d");
  ctx.scale(2, 2);
  ctx.beginPath();
  ctx.arc(15, 6, 4, 0, 2 * Math.PI);
  ctx.fillStyle = code === "went" ? "#ffffff" : "#c5ced7";
  ctx.fill();
  ctx.setLineDash(code === "went" ? [2.4, 1.6] : []);
  ctx.lineWidth = code === "came" ? 2 : 1;
  ctx.strokeStyle = code === "kept" ? "#56616d" : INK;
  ctx.stroke();
  if (code !== "kept") paintSign(ctx, code, 16, 6.5, 3.6, 0.75);
  const count = `${marks.toLocaleString("en-GB")} · ${ties.toLocaleString("en-GB")}`;
  const button = make("button", { type: "button", "aria-pressed": "true",
    "aria-label": `${label}: ${sayCount(marks, "mark", "marks")}, ${sayCount(ties, "line", "lines")}` },
  sample, make("span", {}, label), make("span", { class: "count" }, count));
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    if (on) off.change.delete(code);
    else off.change.add(code);
    applyFilters();
  });
  return make("li", {}, button);
}

/** Those that have no place in the picture, by name; a button shows what is known of each. */
function buildAbsent(key) {
  const lists = [["organisation", "organisations"], ["partnership", "partnerships"]];
  for (const [kind, many] of lists) {
    const all = things.filter((thing) => thing.kind === kind).length;
    const some = [...absent].filter((i) => things[i].kind === kind)
      .sort((a, b) => byName.compare(things[a].name, things[b].name));
    if (!some.length) continue;
    const have = some.length === 1 ? "has" : "have";
    key.append(make("details", { class: "absent" },
      make("summary", {}, `${some.length.toLocaleString("en-GB")} of `
        + `${sayCount(all, kind, many)} ${have} no known position`),
      make("ul", {}, ...some.map((i) => make("li", {}, nameButton(i))))));
  }
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
  if (changed) {
    key.append(make("div", {}, make("h2", {}, "Change (marks · lines)"),
      make("ul", {}, ...CHANGES.map(changeButton))));
  }
  if (things[data.centre]) {
    key.append(make("p", { class: "centre" }, "In the double ring: ", nameButton(data.centre)));
  }
  group("Partnerships by care model", "partnership", data.models);
  group("Organisations by type", "organisation", data.families);
  const samples = [];
  const sample = (n, text, ...look) => n && samples.push(make("li", { class: "plain" },
    lineSample(...look), make("span", {}, text),
    make("span", { class: "count" }, n.toLocaleString("en-GB"))));
  const weights = links.map((link) => link.weight || 0);
  if (changed) {
    const all = (code) => links.filter((link) => link.change === code).length;
    sample(all("came"), "Membership that came", 2.8, INK, []);
    sample(all("went"), "Membership that went", 1.6, "#56616d", [6, 4]);
    sample(all("kept"), "Membership kept", 1.1, "#aeb6bf", []);
  } else if (weights.some((weight) => weight > 0)) {
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
  buildAbsent(key);
  if (choosers.length) key.append(make("div", { class: "narrow" },
    make("h2", {}, "Show only"), ...choosers));
  key.append(make("p", { class: "hint" },
    "Click a mark for its evidence; scroll to zoom, drag to move."));
}

function resetAll() {
  off.partnership.clear();
  off.organisation.clear();
  off.change.clear();
  Object.keys(narrow).forEach((name) => { narrow[name] = ""; });
  document.querySelectorAll(".key button").forEach((b) => b.setAttribute("aria-pressed", "true"));
  document.querySelectorAll(".key select").forEach((select) => { select.value = ""; });
  applyFilters();
}
