// The tool a reader names failures with, and what follows from them. Names from plans go in as text, never as markup.
var continuitySituationView = (function () {
  "use strict";

  const KINDS = { service: "service", site: "site", vendor: "vendor", channel: "channel", resource: "resource" };
  const SIGNS = { bad: "✕ ", soon: "! ", unknown: "? ", info: "" };

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function badge(tone, words) { return element("span", { class: "ct-badge ct-" + tone }, SIGNS[tone] + words); }

  function spoken(seconds) {
    if (seconds === 0) return "0";
    const out = [];
    for (const [size, one, many] of [[86400, "day", "days"], [3600, "h", "h"], [60, "min", "min"], [1, "s", "s"]]) {
      const count = Math.floor(seconds / size);
      seconds -= count * size;
      if (count) out.push(count + " " + (count === 1 ? one : many));
    }
    return out.join(" ");
  }

  function plural(count, one, many) { return count + " " + (count === 1 ? one : many || one + "s"); }

  // What was said survives a reload of this page in this tab, and goes no further. Private windows may keep nothing.
  function memory(key) {
    return {
      get() { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
      set(value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* It works without. */ } },
    };
  }

  return function start(place, root) {
    continuitySituation.ready((map) => {
      const store = memory("continuity-situation:" + location.pathname);
      const label = (node) => map.nodes[node].name + " (" + KINDS[map.nodes[node].kind] + ")";
      const byLabel = new Map(map.nodes.map((node, index) => [label(index), index]));
      const foreseen = place.dataset.lost.split(" ").filter((ref) => map.byRef.has(ref));
      let lost = (store.get() || foreseen).filter((ref) => map.byRef.has(ref)).map((ref) => map.byRef.get(ref));

      const names = element("datalist", { id: "ct-situation-names" },
        ...[...byLabel.keys()].sort((a, b) => a.localeCompare(b)).map((value) => element("option", { value })));
      const box = element("input", { type: "text", list: "ct-situation-names", id: "ct-situation-box", class: "ct-filter", autocomplete: "off", placeholder: "Service, site or vendor" });
      const add = element("button", { type: "submit", class: "ct-button" }, "It is down");
      const form = element("form", { class: "ct-situation-form" }, element("label", { for: "ct-situation-box" }, "What has failed?"), box, add);
      const said = element("ul", { class: "ct-situation-lost", "aria-label": "Named as failed" });
      const status = element("p", { class: "ct-situation-status", role: "status" });
      const results = element("div", { class: "ct-situation-results" });
      place.append(element("div", { class: "ct-situation-tool" }, names, form, said, status, results));

      const link = (node) => (map.nodes[node].path ? element("a", { href: new URL(map.nodes[node].path, root).href }, map.nodes[node].name) : map.nodes[node].name);
      const list = (nodes) => nodes.flatMap((node, index) => (index ? [", ", link(node)] : [link(node)]));
      const section = (title, ...children) => results.append(element("h3", {}, title), ...children);
      const books = (found) => element("ul", {}, ...found.map((book) => element("li", {},
        element("a", { href: new URL(book.path, root).href }, book.title), " ", element("span", { class: "ct-muted" }, "for " + book.services.map((node) => map.nodes[node].name).join(", ")))));

      function when(node, found) {
        const { at, sure } = found.done.get(node), { due } = map.nodes[node];
        const parts = [sure ? (at ? spoken(at) : "at once") : at ? "at least " + spoken(at) : "time unknown"];
        if (due === null) parts.push(badge("unknown", "RTO unknown"));
        else if (at > due) parts.push(badge("bad", "later than its RTO of " + spoken(due)));
        else if (!sure) parts.push(badge("unknown", "RTO " + spoken(due)));
        else parts.push("RTO " + spoken(due));
        return parts.flatMap((part, index) => (index ? [" ", part] : [part]));
      }

      function show() {
        store.set(lost.map((node) => map.nodes[node].ref));
        said.replaceChildren(...lost.map((node) => {
          const button = element("button", { type: "button", class: "ct-button", "aria-label": label(node) + ": take back" }, "✕ " + label(node));
          button.addEventListener("click", () => { lost = lost.filter((other) => other !== node); show(); box.focus(); });
          return element("li", {}, button);
        }));
        results.replaceChildren();
        if (!lost.length) { status.textContent = "Nothing is named yet."; return; }
        const found = continuitySituation.reckon(map, lost, place.dataset.scenario);
        status.textContent = plural(found.services.length, "service stops", "services stop") + ", " + plural(found.work.size, "needs", "need") + " hands; " +
          plural(found.folded.length + found.others.length, "runbook") + " folded away.";
        if (found.hostDown) results.append(element("p", { class: "ct-callout ct-bad" }, "✕ This site goes down too: use the copy that needs no server."));
        if (found.unusable.length) section("You cannot use now", element("p", {}, ...list(found.unusable)));
        if (found.books.length) section("Work these runbooks", books(found.books));
        else section("Work these runbooks", element("p", {}, badge("unknown", "No runbook is written for what needs hands")));
        const bare = [...found.work].filter((node) => ![...found.books, ...found.others].some((book) => book.services.includes(node)));
        if (found.books.length && bare.length) results.append(element("p", {}, badge("unknown", "no runbook"), " ", ...list(bare)));
        if (found.others.length) {
          results.append(element("details", { class: "ct-fold" }, element("summary", {}, plural(found.others.length, "runbook") + " written for other scenarios"), books(found.others)));
        }
        if (found.folded.length) {
          results.append(element("details", { class: "ct-fold" }, element("summary", {}, plural(found.folded.length, "runbook") + " of what comes back with the rest"),
            element("p", { class: "ct-muted" }, "Their services stopped only because something they need did. Open one if its service stays down when that is back."), books(found.folded)));
        }
        const onPath = new Set(found.path);
        section("In which order", ...found.waves.map((members, index) => element("div", {}, element("p", {}, element("strong", {}, "Wave " + (index + 1))),
          element("ul", {}, ...members.map((node) => element("li", {}, link(node), " ", ...when(node, found),
            ...(onPath.has(node) && found.path.length > 1 ? [" ", badge("soon", "critical path")] : [])))))));
        for (const bond of found.broken) {
          results.append(element("p", {}, badge("soon", "a circle"), " Start ", link(bond.source), " without ", ...list(bond.targets), " at first."));
        }
      }

      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const asked = box.value.trim().toLowerCase();
        const exact = [...byLabel].filter(([name, node]) => name.toLowerCase() === asked || map.nodes[node].name.toLowerCase() === asked);
        const near = exact.length ? exact : [...byLabel].filter(([name]) => asked && name.toLowerCase().includes(asked));
        if (near.length !== 1) {
          status.textContent = near.length ? plural(near.length, "name") + " fit: " + near.slice(0, 5).map(([name]) => name).join(", ") + (near.length > 5 ? " and more" : "") : "No service, site or vendor is called that.";
          return;
        }
        if (!lost.includes(near[0][1])) lost.push(near[0][1]);
        box.value = "";
        show();
      });
      box.addEventListener("change", () => { if (byLabel.has(box.value)) form.requestSubmit(); });
      show();
    });
  };
})();
