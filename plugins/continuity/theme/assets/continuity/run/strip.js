// The place above the steps: starting a run, what its clock says, what stands in the way.
var continuityStrip = (function () {
  "use strict";

  const { element, button, field } = continuityDom;
  const DRILLS = [["walkthrough", "Walkthrough: read and talked through"], ["component-test", "Component test: one part really moved"], ["functional", "Functional: really moved, limited scope"], ["full-scale", "Full scale: everything really moved"]];
  const plural = (count, word) => count + " " + word + (count === 1 ? "" : "s");

  return function make(app) {
    const place = app.section.querySelector(".ct-run");
    const { book } = app;
    let clock = null, form = null, shown = null;
    // Takes the focus when what had it is gone.
    place.setAttribute("tabindex", "-1");

    function ask() {
      const fresh = form === null;
      if (!asking()) {
        clock = null;
        form = form || made();
        place.replaceChildren(form);
        place.scrollIntoView({ block: "start" });
      }
      const name = form.querySelector("input");
      name.focus();
      if (fresh) name.select();
    }

    function made() {
      const form = element("form", { class: "ct-run-form", novalidate: true });
      const name = field("Name of this run", { required: true, maxlength: "80" }, "As it is called on the bridge");
      name.box.value = book.title;
      const keeper = field("Who holds the list", { maxlength: "80", autocomplete: "name" }, "Your name. Others read theirs, yours counts");
      const kind = field("Live or drill", { tag: "select" });
      kind.box.append(element("option", { value: "live" }, "Live"), element("optgroup", { label: "Drill" }, ...DRILLS.map(([value, words]) => element("option", { value }, words))));
      const severity = field("Severity", { tag: "select" });
      severity.box.append(element("option", { value: "" }, "Not known yet"), ...book.severities.map(([value, words]) => element("option", { value }, words)));
      const began = field("Outage began at", { type: "datetime-local" }, "Time in " + book.zone + ". Leave empty when it is not known");
      form.append(name.wrap, keeper.wrap, kind.wrap, book.severities.length ? severity.wrap : "", began.wrap,
        element("div", { class: "ct-row" }, element("button", { type: "submit", class: "ct-button ct-main" }, "Start"), button("Cancel", cancel)));
      form.addEventListener("keydown", (event) => { if (event.key === "Escape") away(); });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const at = began.box.value ? continuityTimes.fromBox(began.box.value, book.zone) : null;
        if (!name.box.value.trim()) { name.problem("A run needs a name"); return; }
        if (began.box.validity.badInput || Number.isNaN(at)) { began.problem("This is no time"); return; }
        if (at !== null && at > Date.now() + 60000) { began.problem("This is in the future"); return; }
        drop();
        const id = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
        app.open(continuityRun.begin(book, { id, name: name.box.value.trim(), kind: kind.box.value, severity: severity.box.value, began: at, keeper: keeper.box.value.trim() }, Date.now()), true);
        app.change((run, now) => { for (const [asked, value] of Object.entries(continuityValues.defaults(book.fields))) continuityRun.answer(run, asked, value, now); }, true);
      });
      return form;
    }

    // The form stays where it is whatever becomes of the run meanwhile, here or in another window. What was typed into it is there again
    // when it was left otherwise than by sending or cancelling it.
    const asking = () => form !== null && place.contains(form);
    function leave() { if (form) form.remove(); }
    function drop() { leave(); form = null; }

    function cancel() {
      drop();
      away();
    }

    function away() {
      leave();
      app.show();
      (place.querySelector(".ct-main") || place).focus();
    }

    // Other runs of this runbook in this browser, to be looked at again.
    function others() {
      const runs = app.store.all().filter((run) => !app.run || continuityRun.nameOf(run) !== continuityRun.nameOf(app.run));
      return element("ul", { class: "ct-runs", hidden: !runs.length }, ...runs.map((run) => element("li", {}, button(run.name + ", " + app.time(run.started) + ": " + (run.ended ? run.ended.state : "open"), () => app.open(run, false, true)))));
    }

    // Another window may have begun, ended or forgotten one.
    function list() {
      const old = place.querySelector(".ct-runs"), made = others();
      if (old && old.textContent !== made.textContent) continuityDom.keepFocus(() => old.replaceWith(made));
    }

    function idle() {
      place.replaceChildren(element("div", { class: "ct-row" }, button("Start a run", ask, { class: "ct-button ct-main" }), button("Take one over", () => app.sheets.takeOver())), others());
    }

    // Whose list counts, and where it is kept.
    function keeping() {
      const { run } = app;
      const who = run.copyOf ? run.copyOf + " holds the list; this is a copy" : run.keeper ? run.keeper + " holds the list" : "nobody is named to hold the list";
      if (!app.kept) return element("p", { class: "ct-callout ct-bad" }, "✕ Not kept: this browser gives no storage. Reloading the page loses the run; " + who + ".");
      return element("p", { class: "ct-muted ct-keeping" }, "Kept on this device only; " + who + ".");
    }

    // Times that were typed and do not count. They stand in the clock as they were typed.
    function refused() {
      if (!app.refused.size || app.run.ended) return "";
      const said = (at, value) => (Number.isNaN(at) ? value : app.time(at));
      const one = ([which, { value, wrong }]) => element("p", {}, "✕ " + continuityRun.NAMES[which] + (value ? ", " + said(continuityTimes.fromBox(value, book.zone), value) : "") + ": not kept. " + wrong + ".");
      return element("div", { class: "ct-callout ct-bad ct-refused", role: "status" }, ...[...app.refused].map(one),
        element("div", { class: "ct-row" }, button("Mend it on the clock", () => app.sheets.clock()), button("Leave it out", () => { app.refused.clear(); app.show(); })));
    }

    // Words that were typed and not sent, for what can still be done. They wait where they were typed.
    function drafts() {
      const { run } = app, open = new Map(run.ended ? [] : continuityRun.left(run, app.pinned()).map((step) => ["skip " + step.id, step]));
      const said = [...app.drafts].map(([name, words]) => {
        const step = open.get(name);
        const [what, on] = name === "line" ? ["Not in the log yet", () => app.sheets.log()] : run.ended ? [] : name === "next" ? ["Not handed over yet", () => app.sheets.handOver()]
          : name === "abandon" ? ["The run is not abandoned yet", () => app.sheets.end()] : step ? ["Step " + step.number + " is not skipped yet", () => app.sheets.skip(step)] : [];
        return what && element("div", {}, element("p", {}, "! " + what + ": “" + words + "”"), element("div", { class: "ct-row" },
          button("Go on with this", on, { "aria-label": "Go on with this: " + what }), button("Leave it out", () => { app.drafts.delete(name); app.show(); }, { "aria-label": "Leave it out: " + what })));
      }).filter(Boolean);
      return said.length ? element("div", { class: "ct-callout ct-soon ct-drafts", role: "status" }, ...said) : "";
    }

    function news() {
      const found = continuityRun.difference(app.run, book);
      if (found.same || app.run.ended) return "";
      const number = (id) => (app.run.steps.find((step) => step.id === id) || book.steps.find((step) => step.id === id)).number;
      const parts = [["changed", found.changed], ["new", found.added], ["gone", found.removed]].filter(([, ids]) => ids.length).map(([word, ids]) => "step " + ids.map(number).join(", ") + " " + word);
      return element("div", { class: "ct-callout ct-soon ct-news", role: "status" }, element("p", { class: "ct-callout-title" }, "! The runbook changed since this run began: " + parts.join("; ")),
        element("details", { class: "ct-fold" }, element("summary", {}, "What is different"), ...continuityDifference.steps(app.run, book, found).map(different)),
        element("p", {}, "Below stand the steps you began with. Going on with the newer text keeps the ticks on steps that did not change."),
        button("Go on with the newer text", () => app.change((run, now) => continuityRun.adopt(run, book, now), true)));
    }

    function different({ number, became, parts }) {
      const said = (words, tag, text) => (text ? element("p", {}, element("span", { class: "ct-muted" }, words), element(tag, {}, text)) : "");
      return element("div", { class: "ct-different" }, element("p", {}, element("strong", {}, "Step " + number + ", " + became)),
        parts === null ? element("p", {}, "? Its earlier words are not on this device.")
          : parts.length ? element("dl", { class: "ct-facts" }, ...parts.map((part) => element("div", {}, element("dt", {}, part.words), element("dd", {}, said("was ", "del", part.before), said("now ", "ins", part.now)))))
            : element("p", {}, "The words kept of it are the same; something else in it changed, a link or what is folded away."));
    }

    function calling() {
      const { call } = app.run;
      if (!call) return "";
      const late = Date.now() >= call.until;
      return element("div", { class: "ct-callout ct-" + (late ? "bad" : "info"), role: "status" },
        element("p", {}, (late ? "✕ " : "") + "Called " + call.who + " at " + app.time(call.at) + ". No answer by " + app.time(call.until) + ": call the next one." + (call.told ? "" : " The plan does not say how long to wait.")),
        element("div", { class: "ct-row" }, button("Answered", () => app.change((run, now) => continuityRun.called(run, true, now))),
          button("No answer", () => { app.change((run, now) => continuityRun.called(run, false, now)); app.sheets.call(); })));
    }

    const figure = (words, value, tone) => element("div", { class: "ct-figure-of " + (tone ? "ct-" + tone : "") }, element("dt", {}, words), element("dd", {}, value));

    function figures() {
      const now = Date.now(), told = continuityRun.clock(app.run, app.pinned(), now);
      const unknown = "? unknown";
      const late = told.left !== null && told.left < 0, decide = told.decideBy !== null && told.decideBy < now;
      return [
        figure("Elapsed", told.elapsed === null ? unknown : continuityTimes.span(told.elapsed)),
        figure("RTO left", told.left === null ? unknown : late ? "✕ over by " + continuityTimes.span(told.left) : continuityTimes.span(told.left), late ? "bad" : ""),
        figure("Decide by", told.decideBy === null ? unknown : (decide ? "✕ " : "") + app.time(told.decideBy), decide ? "bad" : ""),
      ];
    }

    const overdue = () => book.messages.filter((message) => { const at = continuityRun.messageDue(app.run, message); return at !== null && at <= Date.now(); });

    // Whoever is deep in the steps sees on the bottom bar that a time has come.
    function warn() {
      const link = document.querySelector(".ct-bar-clock");
      if (!link) return;
      const { run } = app, now = Date.now();
      const decide = run && !run.ended ? continuityRun.clock(run, app.pinned(), now).decideBy : null;
      const late = run && !run.ended && (overdue().length > 0 || (decide !== null && decide < now) || (run.call && now >= run.call.until));
      link.textContent = late ? "✕ Clock" : "Clock";
      link.classList.toggle("ct-bad", Boolean(late));
    }

    function due() {
      const late = overdue();
      return late.length ? [button("! " + plural(late.length, "message") + " due", () => app.sheets.clock(), { class: "ct-button ct-soon" })] : [];
    }

    function tick() {
      warn();
      if (!clock || !app.run) return;
      clock.replaceChildren(...figures());
      const waiting = place.querySelector(".ct-messages-due");
      continuityDom.keepFocus(() => waiting.replaceChildren(...due()));
      const call = place.querySelector(".ct-calling");
      // Not under a finger that is about to press.
      if (!call.contains(document.activeElement)) call.replaceChildren(calling());
    }

    function going() {
      const { run } = app, now = continuityRun.current(run, app.pinned()), total = run.steps.length;
      const drill = run.kind === "live" ? element("span", { class: "ct-badge ct-bad" }, "LIVE") : element("span", { class: "ct-badge ct-info" }, "DRILL");
      clock = element("dl", { class: "ct-clock" }, ...figures());
      const where = run.ended ? "Ended: " + run.ended.state + ", " + app.time(run.ended.at) : now ? "Step " + now.number + " of " + total : "No step is open";
      place.replaceChildren(
        element("div", { class: "ct-strip" }, element("p", { class: "ct-run-name" }, drill, " ", element("strong", {}, run.name), " ", element("span", { role: "status", class: "ct-where" }, where)), run.ended ? "" : clock),
        keeping(), refused(), drafts(), news(),
        element("div", { class: "ct-calling" }, run.ended ? "" : calling()), element("div", { class: "ct-row ct-messages-due" }, ...(run.ended ? [] : due())),
        element("div", { class: "ct-row ct-tools" }, button("Call", () => app.sheets.call(), { class: "ct-button ct-desk" }), button("Clock", () => app.sheets.clock()), button("Log and export", () => app.sheets.log()), button("Hand over", () => app.sheets.handOver()),
          ...(run.ended
            ? [button("Another run", () => app.open(null)), button("Forget this run", () => app.sheets.forget())]
            : [button("End the run", () => app.sheets.end())])),
        run.ended ? "" : element("details", { class: "ct-fold" }, element("summary", {}, "Other runs"), others(), element("div", { class: "ct-row" }, button("Start another", ask), button("Take one over", () => app.sheets.takeOver()))),
      );
    }

    function show() {
      place.classList.toggle("ct-on", Boolean(app.run));
      warn();
      if (asking()) return;
      clock = null;
      const named = app.run && continuityRun.nameOf(app.run), same = app.run && shown === named;
      // What somebody unfolded stays so while it is the same run.
      const unfolded = new Set(same ? Array.from(place.querySelectorAll("details[open] > summary"), (one) => one.textContent) : []);
      shown = named;
      if (app.run) going();
      else idle();
      for (const one of place.querySelectorAll("details > summary")) if (unfolded.has(one.textContent)) one.parentElement.open = true;
    }

    return { show, list, tick, ask, leave };
  };
})();
