// Choosing a node, and the panel that shows its evidence.

// ---------------------------------------------------------------- choosing

/** Make one node the chosen one (-1 for none), light up its neighbours, show its details. */
function choose(i, { move = false, closer = false, link = -1 } = {}) {
  chosen = i;
  near = i < 0 ? null : new Set([i]);
  if (near) linksOf[i].forEach((k) => linkShown[k] && near.add(otherEnd(k, i)));
  edges.update(lines.map((edge, k) => {
    const own = near && links[k].ends.includes(i);
    const opacity = ownLines ? 0 : near && !own ? 0.15 : 1;
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

/** What became of something between the two days of a page that compares them. */
function sayChange(change) {
  if (!changed || !change) return "";
  const [first, last] = data.days.map(sayDate);
  if (change === "came") return `came: there on ${last}, not on ${first}`;
  if (change === "went") return `went: there on ${first}, not on ${last}`;
  return `there on ${first} and on ${last}`;
}

const changeTag = (change) => (changed && change && change !== "kept"
  ? tag(change, { came: "+ came", went: "− went" }[change]) : null);

function memberItem(k, i, open) {
  const link = links[k];
  const j = otherEnd(k, i);
  const about = make("div", { class: "about" });
  if (link.role) about.append(tag(link.role === "lead" ? "lead" : "", sayRole(link.role)));
  if (link.certainty === "inferred") about.append(tag("inferred", "inferred"));
  if (link.objections) about.append(tag("inferred", "contradicted"));
  about.append(changeTag(link.change) || "");
  const words = [sayTime(link)];
  if (link.weight) {
    words.push(`shares ${sayCount(link.weight, ...shareWords())}: ${link.shared.join("; ")}`);
  } else {
    words.push(isHub(j) ? lookOf(j).label : things[j].type, things[j].ods_code);
  }
  about.append(said(words.filter(Boolean).join(" · ")));
  if (changed) {
    const doubt = link.unknown ? "; that rests on a start or end that no source states" : "";
    about.append(make("p", {}, said(`${sayChange(link.change)}${doubt}`)));
  }
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
  if (link.objections) {
    item.append(make("ul", { class: "evidence" },
      ...link.objections.map((text) => make("li", {}, make("p", {}, said(text))))));
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
  fact("On the map", thing.basis);
  fact("Announced", sayDate(thing.announced));
  fact("Opened", sayDate(thing.opened));
  fact("Closed", sayDate(thing.closed));
  fact("Change", sayChange(thing.change));
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
  const unknown = own.filter((k) => links[k].unknown).length;
  const restsOn = unknown ? `${unknown.toLocaleString("en-GB")} of them ${unknown === 1
    ? "rests" : "rest"} on a start or end that no source states.` : "";
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
    thing.placed ? make("details", {}, make("summary", {}, "Evidence of the position"),
      make("ul", { class: "evidence" }, ...thing.placed.map(evidenceItem))) : "",
    make("h3", {}, heading),
    restsOn ? make("p", { class: "about" }, restsOn) : "",
    make("ul", {}, ...items));
  byId("said").textContent = `${thing.name}, ${thing.type}. ${heading}.`;
  panel.scrollTop = 0;
  if (chosenLink >= 0) items[own.indexOf(chosenLink)].scrollIntoView({ block: "nearest" });
}
