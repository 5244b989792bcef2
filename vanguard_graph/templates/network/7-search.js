// Searching by name or code.

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
