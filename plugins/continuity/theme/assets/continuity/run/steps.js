// The steps themselves: ticks, branches, what is filled in, and the words a run began with where the page has newer ones.
var continuitySteps = (function () {
  "use strict";

  const { element, button, field, copyButton } = continuityDom;
  const STATES = { done: "✓ Done", skipped: "– Skipped", deferred: "… Put off" };

  return function make(app) {
    const { book, section } = app;
    const list = section.querySelector(".ct-steps");
    const items = new Map(Array.from(list.querySelectorAll(".ct-step"), (item) => [item.id.slice("step-".length), item]));
    const own = new Set(items.keys());
    for (const item of items.values()) {
      item.setAttribute("tabindex", "-1");
      item.append(element("div", { class: "ct-controls" }));
    }
    const boxes = book.fields.map(box);
    commands();

    // One box for each thing that is asked once. A wrong value is said and not filled in.
    function box(asked) {
      const place = section.querySelectorAll("[data-placeholder]")[asked.index];
      const made = field(asked.name, { type: asked.secret ? "password" : "text", autocapitalize: "none", spellcheck: "false" }, asked.secret ? "Kept until this page is left, no longer" : "");
      made.box.setAttribute("aria-label", place.querySelector(".ct-ask").textContent);
      made.wrap.querySelector("label").classList.add("ct-offscreen");
      made.box.addEventListener("change", () => {
        const value = made.box.value.trim(), wrong = continuityValues.problem(asked, value);
        made.problem(wrong, false);
        app.fillIn((run, now) => {
          if (asked.secret) app.secrets[asked.name] = wrong ? "" : value;
          else continuityRun.answer(run, asked.name, wrong ? "" : value, now);
        });
      });
      made.wrap.hidden = true;
      place.append(made.wrap);
      return { asked, ...made };
    }

    const filled = (parts) => continuityValues.fill(parts, app.run ? app.answers() : {});

    // A button that copies the command alone; none where a second look comes first.
    function commands() {
      const parts = new Map(book.steps.map((step) => [step.id, step.text.commands]));
      for (const [id, item] of items) {
        item.querySelectorAll(".ct-command:not([data-careful])").forEach((place, index) => {
          const made = copyButton("Copy", () => filled(parts.get(id)[index].parts).text, { class: "ct-button ct-copy-command" });
          place.append(made, element("p", { class: "ct-says" }));
        });
      }
    }

    function fillIn() {
      const answers = app.run ? app.answers() : {};
      for (const { asked, wrap, box: input } of boxes) {
        wrap.hidden = !app.run || Boolean(app.run.ended);
        if (document.activeElement !== input && input.getAttribute("aria-invalid") !== "true") input.value = answers[asked.name] || "";
      }
      const secret = new Set(book.fields.filter((asked) => asked.secret).map((asked) => asked.name));
      section.querySelectorAll(".ct-command var").forEach((place) => {
        const value = answers[place.dataset.name];
        place.textContent = value ? (secret.has(place.dataset.name) ? "••••" : value) : "{{" + place.dataset.name + "}}";
        place.classList.toggle("ct-filled", Boolean(value));
      });
      for (const place of section.querySelectorAll(".ct-command:not([data-careful])")) {
        const missing = new Set(Array.from(place.querySelectorAll("var:not(.ct-filled)"), (one) => one.dataset.name));
        const copy = place.querySelector(".ct-copy-command");
        if (!copy) continue;
        copy.hidden = missing.size > 0;
        place.querySelector(".ct-says").textContent = missing.size ? (app.run ? "Fill in " : "Start a run and fill in ") + [...missing].join(", ") + " to copy this." : "";
      }
    }

    // A step as it was when the run began.
    function words(step) {
      const { text } = step;
      if (!text) return element("div", { class: "ct-pinned" }, element("p", { class: "ct-unknown ct-callout" }, "? Its words are not on this device: whoever handed the run over has another build."));
      return element("div", { class: "ct-pinned" },
        element("p", { class: "ct-muted" }, "As it stood when this run began:"),
        text.warning ? element("p", { class: "ct-callout ct-bad" }, "✕ " + text.warning) : "",
        text.approval ? element("p", { class: "ct-approval" }, text.approval) : "",
        element("p", { class: "ct-do" }, text.do),
        ...text.commands.map((command) => element("pre", { tabindex: "0" }, element("code", {}, app.shown(command.parts).text))),
        text.expect ? element("p", {}, "Expect: " + text.expect) : "", text.ifNot ? element("p", {}, "If not: " + text.ifNot) : "");
    }

    function mark(step, state, reason) { app.change((run, now) => continuityRun.mark(run, step, state, reason, now), true); }

    function controls(step, current) {
      const { run } = app, marked = run.marks[step.id];
      if (run.ended) return marked ? [element("p", { class: "ct-marked" }, STATES[marked.state] + " " + app.time(marked.at) + (marked.reason ? ": " + marked.reason : ""))] : [];
      if (marked && marked.state !== "deferred") {
        return [element("p", { class: "ct-marked" }, STATES[marked.state] + " " + app.time(marked.at) + (marked.reason ? ": " + marked.reason : "")),
          button("Take back", () => app.change((all, now) => continuityRun.unmark(all, step, now), true), { "aria-label": "Take back step " + step.number })];
      }
      const said = marked ? [element("p", { class: "ct-marked" }, STATES.deferred + " " + app.time(marked.at))] : [];
      const by = run.confirmed[step.id];
      const main = { class: "ct-button" + (current ? " ct-main" : "") };
      const tick = !continuityRun.mayTick(run, step)
        ? [button("Confirm before doing this", () => app.sheets.confirm(step), { class: "ct-button ct-careful", "aria-label": "Confirm before doing step " + step.number })]
        : step.options.length
          ? step.options.map((option, index) => button(option.answer, () => app.change((all, now) => continuityRun.choose(all, step, index, now), true), main))
          : [button("Done", () => mark(step, "done"), { ...main, "aria-label": "Done: step " + step.number })];
      if (by) said.push(element("p", { class: "ct-marked" }, "✓ Confirmed " + app.time(by.at) + " with " + by.who));
      return [...said, ...tick,
        button("Skip", () => app.sheets.skip(step), { "aria-label": "Skip step " + step.number }),
        marked ? "" : button("Put off", () => mark(step, "deferred"), { "aria-label": "Put off step " + step.number })].filter(Boolean);
    }

    // Steps that the page no longer has are put back behind the one they followed.
    function itemOf(step, before) {
      if (!items.has(step.id)) {
        const made = element("li", { class: "ct-step ct-other", tabindex: "-1" }, element("p", { class: "ct-step-head" }, "Step " + step.number), element("div", { class: "ct-controls" }));
        items.set(step.id, made);
        if (before) before.after(made); else list.prepend(made);
      }
      return items.get(step.id);
    }

    function plain() {
      for (const [id, item] of items) {
        if (!own.has(id)) { item.remove(); items.delete(id); continue; }
        item.classList.remove("ct-current", "ct-marked-off", "ct-folded", "ct-other", "ct-added");
        item.removeAttribute("aria-current");
        for (const extra of item.querySelectorAll(":scope > .ct-pinned, :scope > .ct-branch")) extra.remove();
      }
    }

    // Buttons that would be the same stay, so that neither the focus nor a press that has begun is lost.
    const drawn = new WeakMap();
    function put(item, step, parts) {
      const place = item.querySelector(":scope > .ct-controls"), before = [...place.children];
      if (drawn.get(place) === step && before.length === parts.length && before.every((part, index) => part.isEqualNode(parts[index]))) return;
      drawn.set(place, step);
      place.replaceChildren(...parts);
    }

    function show() {
      plain();
      fillIn();
      section.classList.toggle("ct-running", Boolean(app.run));
      if (!app.run) {
        for (const item of items.values()) put(item, null, []);
        return;
      }
      const { run } = app, pinned = app.pinned(), here = new Map(book.steps.map((step) => [step.id, step]));
      const gone = continuityRun.folded(run, pinned), now = run.ended ? null : continuityRun.current(run, pinned);
      let before = null;
      for (const step of run.steps) {
        const item = itemOf(step, before), same = here.has(step.id) && here.get(step.id).hash === step.hash;
        before = item;
        if (!same) {
          item.classList.add("ct-other");
          item.querySelector(":scope > .ct-step-head").after(words(step));
        }
        const off = Boolean(run.marks[step.id]) && run.marks[step.id].state !== "deferred";
        item.classList.toggle("ct-marked-off", off);
        item.classList.toggle("ct-folded", gone.has(step.id) && !off);
        const folded = gone.has(step.id) && !off;
        if (folded) item.querySelector(":scope > .ct-step-head").after(element("p", { class: "ct-branch ct-muted" }, "Branch not taken"));
        put(item, step, folded ? [] : controls(step, step === now));
        if (step === now) { item.classList.add("ct-current"); item.setAttribute("aria-current", "step"); }
      }
      const known = new Set(run.steps.map(({ id }) => id));
      for (const [id, item] of items) {
        if (known.has(id)) continue;
        item.classList.add("ct-added");
        put(item, null, [element("p", { class: "ct-badge ct-soon" }, "! New since this run began")]);
      }
    }

    function focus() {
      const now = app.run && !app.run.ended && continuityRun.current(app.run, app.pinned());
      const goal = now ? items.get(now.id) : section.querySelector(".ct-run");
      goal.focus({ preventScroll: true });
      goal.scrollIntoView({ block: "start" });
    }

    return { show, focus };
  };
})();
