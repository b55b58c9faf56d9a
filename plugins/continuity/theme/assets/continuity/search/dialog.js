// The search dialog, for keyboard, finger and screen reader. Everything from the site's data goes in as text, never as markup.
var continuitySearchDialog = (function () {
  "use strict";

  const RECENT = 5;
  const SHOWN = 15;

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // What is remembered on this device. Pages opened from a disk share one store, and private windows may have none.
  function memory(store, scope) {
    return {
      get(name) { try { return window[store].getItem(scope + name) || ""; } catch { return ""; } },
      set(name, value) { try { window[store].setItem(scope + name, value); } catch { /* Search works without. */ } },
    };
  }

  function make(root, button) {
    const scope = "continuity-search:" + (continuitySearch.site() || root.pathname) + ":";
    const session = memory("sessionStorage", scope), device = memory("localStorage", scope);
    const asked = new Set(["names"]);
    let failed = false, current = -1, typed = false, scrolled = false, drawn = 0;

    const box = element("input", {
      type: "search", id: "ct-find-box", class: "ct-find-box", role: "combobox", autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false",
      enterkeyhint: "go", placeholder: "Name, alert, host, symptom", "aria-label": "Search", "aria-controls": "ct-find-list", "aria-expanded": "false",
      "aria-autocomplete": "list",
    });
    const close = element("button", { type: "button", class: "ct-find-close" }, "Close");
    const status = element("p", { class: "ct-find-status", role: "status" });
    const list = element("div", { id: "ct-find-list", class: "ct-find-list", role: "listbox", "aria-label": "Pages found" });
    const rest = element("div", { class: "ct-find-rest" });
    const foot = element("p", { class: "ct-find-foot" }, element("a", { href: new URL("find.html", root).href }, "Everything, A to Z"));
    const dialog = element("dialog", { class: "ct-find", "aria-label": "Search" }, element("div", { class: "ct-find-bar" }, box, close), status, list, rest, foot);

    function load(name, sign) {
      if (asked.has(name) && !sign) return;
      asked.add(name);
      // A sign is added only to get past an old copy that a browser kept.
      const file = "assets/continuity/search/index-" + name + ".js" + (sign ? "?" + sign : "");
      const script = element("script", { src: new URL(file, root).href });
      script.addEventListener("error", () => { failed = true; say(); });
      document.head.append(script);
      if (sign) { asked.clear(); asked.add("names"); }
    }

    let renewed = false;
    continuitySearch.on((name, sign) => {
      if (!sign) load(name);
      else if (!renewed) { renewed = true; load(name, sign); }
      else { failed = true; say(); }
    }, () => { if (dialog.open) again(); });

    // Files often come several at a time: one drawing serves them all.
    function again() {
      cancelAnimationFrame(drawn);
      drawn = requestAnimationFrame(() => show(true));
    }

    function marked(text, query) {
      const out = element("span");
      let at = 0;
      for (const [start, end] of continuitySearch.marks(text, query)) {
        if (start < at) continue;
        out.append(text.slice(at, start), element("mark", {}, text.slice(start, end)));
        at = end;
      }
      out.append(text.slice(at));
      return out;
    }

    function row(result, index, query) {
      const parts = [element("span", { class: "ct-find-title" }, marked(result.title, query)), element("span", { class: "ct-find-kind" }, result.kind || "Page")];
      if (result.why) {
        const { what, text } = result.why;
        parts.push(element("span", { class: "ct-find-why" }, what ? what + ": " : "", marked(text, query)));
      }
      const href = new URL(result.path + (result.anchor ? "#" + result.anchor : ""), root).href;
      const made = element("a", { href, role: "option", id: "ct-find-" + index, "aria-selected": "false", tabindex: "-1", class: "ct-find-row" }, ...parts);
      made.addEventListener("click", () => { keep(result); leave(); });
      return made;
    }

    function select(index) {
      const rows = list.children;
      if (rows[current]) rows[current].setAttribute("aria-selected", "false");
      current = rows.length ? (index + rows.length) % rows.length : -1;
      if (current < 0) { box.removeAttribute("aria-activedescendant"); return; }
      rows[current].setAttribute("aria-selected", "true");
      box.setAttribute("aria-activedescendant", rows[current].id);
    }

    function recent() {
      return device.get("recent").split("\n").filter(Boolean).map((line) => line.split("\t"));
    }

    function keep(result) {
      const address = result.path + (result.anchor ? "#" + result.anchor : "");
      const others = recent().filter(([path]) => path !== address);
      device.set("recent", [[address, result.title], ...others].slice(0, RECENT).map((line) => line.join("\t")).join("\n"));
    }

    function links(title, pairs) {
      if (!pairs.length) return [];
      const items = pairs.map(([path, text]) => {
        const link = element("a", { href: new URL(path, root).href, class: "ct-find-row" }, text);
        link.addEventListener("click", leave);
        return element("li", {}, link);
      });
      return [element("h2", { class: "ct-find-heading" }, title), element("ul", {}, ...items)];
    }

    function crisis() {
      const holder = document.documentElement.dataset.crisisNumber ? document.documentElement : document.querySelector("[data-crisis-number]");
      const number = holder ? holder.dataset.crisisNumber : "";
      return number ? [element("p", { class: "ct-find-crisis" }, "Or ring ", element("a", { href: "tel:" + number.replace(/[^\d+]/g, "") }, number), ".")] : [];
    }

    function nothing() {
      return [
        element("p", {}, "Try one word of it, the name of the system or alert, or what people say they see."),
        ...crisis(),
        ...links("Or look here", continuitySearch.quick()),
      ];
    }

    function say(count, query) {
      if (failed && !count) status.textContent = "Part of the search could not be loaded. The A to Z below has every name.";
      else if (!query) status.textContent = "";
      else if (!continuitySearch.ready("names")) status.textContent = "Loading…";
      else status.textContent = count === 0 ? "Nothing found" : count >= SHOWN ? "The best " + SHOWN + " pages" : count + (count === 1 ? " page" : " pages");
    }

    // `same` keeps the reader's place when more has been loaded for the same query.
    function show(same) {
      const query = box.value.trim();
      const results = query && continuitySearch.ready("names") ? continuitySearch.search(query, SHOWN) : [];
      const chosen = same && typed && list.children[current] ? list.children[current].href : "";
      list.replaceChildren(...results.map((result, index) => row(result, index, query)));
      current = -1;
      const kept = chosen ? Array.from(list.children).findIndex((one) => one.href === chosen) : 0;
      select(Math.max(0, kept));
      // Asking where it is scrolled to would make the browser lay out the page in the middle of a key.
      if (!same && scrolled) { dialog.scrollTop = 0; scrolled = false; }
      box.setAttribute("aria-expanded", String(results.length > 0));
      rest.replaceChildren(...(!query ? [...links("Opened before", recent()), ...links("Look here", continuitySearch.quick())] : results.length ? [] : nothing()));
      say(results.length, query);
    }

    function keys(event) {
      if (event.isComposing) return;
      const last = list.children.length - 1;
      const to = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: Math.min(last, current + 5), PageUp: Math.max(0, current - 5) }[event.key];
      if (to !== undefined && last >= 0) { event.preventDefault(); typed = true; select(to); list.children[current].scrollIntoView({ block: "nearest" }); }
      else if (event.key === "Enter" && list.children[current]) { event.preventDefault(); list.children[current].click(); }
      else if (event.key === "Escape") { event.preventDefault(); leave(); }
    }

    function remember() {
      session.set("query", box.value.trim());
    }

    function leave() {
      remember();
      dialog.close();
    }

    box.addEventListener("input", () => { typed = false; cancelAnimationFrame(drawn); show(false); });
    box.addEventListener("keydown", keys);
    close.addEventListener("click", leave);
    dialog.addEventListener("scroll", () => { scrolled = true; }, { passive: true });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) leave(); });
    dialog.addEventListener("close", () => { button.focus({ preventScroll: true }); });
    addEventListener("pagehide", remember);
    document.body.append(dialog);

    return {
      // `early` is what was typed before search had come.
      open(early) {
        if (dialog.open) return;
        dialog.showModal();
        box.value = early || box.value || session.get("query");
        box.focus();
        if (!early) box.select();
        typed = false;
        show(false);
        load("symptoms");
      },
    };
  }

  return { make };
})();
