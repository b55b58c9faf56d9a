// The search dialog: opened by its button or "/", read by keyboard, finger or screen reader. Without JavaScript the button leads to the A to Z.
(function () {
  "use strict";

  const button = document.querySelector(".continuity-search");
  if (!button || typeof HTMLDialogElement === "undefined") return;
  const root = new URL(button.getAttribute("data-root") || ".", location.href);
  const KEEP = "continuity-query";
  let dialog, box, list, status, results = [], current = -1, asked = false;

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function load(name) {
    const script = element("script", { src: new URL("assets/continuity/search/" + name + ".js", root).href });
    script.addEventListener("error", () => { status.textContent = "Search could not be loaded. Use the A to Z."; });
    document.head.append(script);
  }

  function fetchOnce() {
    if (asked) return;
    asked = true;
    continuitySearch.onTake((name) => {
      if (name === "names") load("texts");
      show();
    });
    load("names");
  }

  function remember(value) {
    try { sessionStorage.setItem(KEEP, value); } catch { /* Private windows may have none. */ }
  }

  function remembered() {
    try { return sessionStorage.getItem(KEEP) || ""; } catch { return ""; }
  }

  function marked(text, terms) {
    const out = element("span");
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    if (plain.length !== text.length || !terms.length) {
      out.textContent = text;
      return out;
    }
    let at = 0;
    const pattern = new RegExp(terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
    for (const match of plain.matchAll(pattern)) {
      if (!match[0]) continue;
      out.append(text.slice(at, match.index), element("mark", {}, text.slice(match.index, match.index + match[0].length)));
      at = match.index + match[0].length;
    }
    out.append(text.slice(at));
    return out;
  }

  function row(result, index, terms) {
    const address = new URL(result.path + (result.anchor ? "#" + result.anchor : ""), root).href;
    const link = element("a", { href: address, class: "ct-found-link", tabindex: "-1" }, marked(result.title, terms));
    const parts = [element("span", { class: "ct-found-kind" }, result.kind || "Page"), link];
    if (result.why) parts.push(element("span", { class: "ct-found-why" }, marked(result.why, terms)));
    const item = element("li", { role: "option", id: "ct-found-" + index, "aria-selected": "false", class: "ct-found" }, ...parts);
    item.addEventListener("click", (event) => { if (event.target.closest("a") === null) link.click(); });
    link.addEventListener("click", () => dialog.close());
    return item;
  }

  function select(index) {
    const items = list.children;
    if (current >= 0 && items[current]) items[current].setAttribute("aria-selected", "false");
    current = items.length ? (index + items.length) % items.length : -1;
    if (current >= 0) {
      items[current].setAttribute("aria-selected", "true");
      items[current].scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", items[current].id);
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  function nothing() {
    const crisis = document.querySelector("[data-crisis-number]");
    const advice = ["Nothing found. Try the name of the system, an alert, or what staff say they see."];
    if (crisis) advice.push(element("br"), "Or ring ", element("a", { href: "tel:" + crisis.dataset.crisisNumber }, crisis.dataset.crisisNumber), ".");
    return element("p", {}, ...advice);
  }

  function show() {
    const query = box.value.trim();
    remember(query);
    list.replaceChildren();
    dialog.querySelector(".ct-found-none").replaceChildren();
    current = -1;
    if (!query) { status.textContent = ""; box.setAttribute("aria-expanded", "false"); return; }
    if (!continuitySearch.ready("names")) { status.textContent = "Loading…"; return; }
    results = continuitySearch.search(query, 20);
    const terms = query.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").split(/[^\p{L}\p{N}]+/u).filter((term) => term.length > 1);
    list.append(...results.map((result, index) => row(result, index, terms)));
    box.setAttribute("aria-expanded", String(results.length > 0));
    status.textContent = results.length ? results.length + (results.length === 1 ? " page" : " pages") : "";
    if (results.length) select(0);
    else dialog.querySelector(".ct-found-none").append(nothing());
  }

  function keys(event) {
    if (event.key === "ArrowDown") { event.preventDefault(); select(current + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); select(current - 1); }
    else if (event.key === "Enter" && current >= 0) { event.preventDefault(); list.children[current].querySelector("a").click(); }
  }

  function make() {
    box = element("input", {
      type: "search", id: "ct-search-box", class: "ct-search-box", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
      placeholder: "System, alert, host, or what you see", "aria-label": "Search", "aria-controls": "ct-found-list", "aria-expanded": "false", "aria-autocomplete": "list",
    });
    list = element("ul", { id: "ct-found-list", class: "ct-found-list", role: "listbox", "aria-label": "Pages found" });
    status = element("p", { class: "ct-found-status", role: "status" });
    const close = element("button", { type: "button", class: "ct-search-close" }, "Close");
    const rest = element("a", { href: new URL("find.html", root).href, class: "ct-search-all" }, "A to Z");
    dialog = element("dialog", { class: "ct-search md-typeset", "aria-label": "Search" }, element("div", { class: "ct-search-bar" }, box, close), status, list, element("div", { class: "ct-found-none" }), rest);
    document.body.append(dialog);
    let timer = 0;
    box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 20); });
    box.addEventListener("keydown", keys);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }

  function open(event) {
    if (event) event.preventDefault();
    if (!dialog) make();
    fetchOnce();
    dialog.showModal();
    box.value = box.value || remembered();
    box.select();
    show();
  }

  button.addEventListener("click", open);
  button.setAttribute("aria-haspopup", "dialog");
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) open(event);
  });
})();
