// Opens search: its button, "/", or Ctrl+K. What search itself needs comes when it is first wanted; without JavaScript the button leads to the A to Z.
(function () {
  "use strict";

  const button = document.querySelector(".continuity-search");
  if (!button || typeof HTMLDialogElement === "undefined") return;
  // This file's own address says where the site begins, also on the page for unknown addresses and on a disk.
  const root = new URL("../../", document.currentScript.src);
  const folder = new URL("assets/continuity/search/", root);
  let coming = null, opening = false, early = "";

  function script(name) {
    return new Promise((done, failed) => {
      const made = document.createElement("script");
      made.src = new URL(name, folder).href;
      made.async = false;
      made.onload = done;
      made.onerror = failed;
      document.head.append(made);
    });
  }

  function style() {
    return new Promise((done) => {
      const made = document.createElement("link");
      made.rel = "stylesheet";
      made.href = new URL("search.css", folder).href;
      made.onload = made.onerror = done;
      document.head.append(made);
    });
  }

  // Scripts run in this order whichever comes first; names are asked for with them, so that nothing waits for its turn.
  function fetchAll() {
    coming = coming || Promise.all([style(), ...["all.js", "index-names.js"].map(script)])
      .then(() => continuitySearchDialog.make(root, button));
    return coming;
  }

  function open() {
    opening = true;
    fetchAll().then((dialog) => {
      dialog.open(early);
      opening = false;
      early = "";
    }, () => { location.href = button.href; });
  }

  button.setAttribute("role", "button");
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-keyshortcuts", "/");
  for (const sign of ["pointerenter", "touchstart", "focus"]) button.addEventListener(sign, () => { fetchAll().catch(() => {}); }, { once: true, passive: true });
  button.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key === " ") { event.preventDefault(); open(); }
  });
  // Whoever types at once has typed into search: no other script may take the first letters for its own short cuts.
  addEventListener("keydown", (event) => {
    if (!opening || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    early += event.key;
  }, true);
  addEventListener("keydown", (event) => {
    if (opening) return;
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
    const short = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (typing || !(short || control)) return;
    event.preventDefault();
    open();
  });
  // Other places that lead to the A to Z may open search instead, such as the bottom bar of a phone.
  addEventListener("click", (event) => {
    const other = event.target instanceof Element && event.target.closest("[data-continuity-search]");
    if (!other) return;
    event.preventDefault();
    open();
  });
})();
