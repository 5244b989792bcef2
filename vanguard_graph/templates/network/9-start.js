// Start: everything above is wired together.

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
  origin: () => network.canvasToDOM({ x: 0, y: 0 }), // to which the boxes of labels are relative
  labels: () => labelsAt(network.getScale()).map((label) => ({ ...label })),
  where: (code) => {
    const i = things.findIndex((thing) => thing.code === code);
    return i < 0 || !seen(i) ? null : network.canvasToDOM(spots[i]);
  },
});
