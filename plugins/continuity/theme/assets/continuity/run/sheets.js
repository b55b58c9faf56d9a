// What opens over the page: whom to call, the clock, the log, a second look before what cannot be undone, handing over, the end.
function continuitySheets(app) {
  "use strict";

  const { element, button, field, keepFocus, sheet, copyButton, download } = continuityDom;
  const { book } = app;
  const change = (act, next) => app.change(act, next);

  // While `opened` is open, what another window does is drawn in it by `draw`, and nothing of what is typed here is lost.
  function live(opened, draw) {
    app.refresh = draw;
    opened.addEventListener("close", () => { if (app.refresh === draw) app.refresh = null; });
  }

  // Keeps what is typed into a box on the sheet `opened`, however that is left, until it is sent or dropped: for whoever opens it again, and above the steps.
  function keep({ box }, opened, name) {
    box.value = app.drafts.get(name) || "";
    box.addEventListener("input", () => { if (box.value.trim()) app.drafts.set(name, box.value); else app.drafts.delete(name); });
    opened.addEventListener("close", () => app.show());
  }

  // People stand on the page already; here they come within reach of a thumb.
  function call() {
    const now = app.run && !app.run.ended ? continuityRun.current(app.run, app.pinned()) : null;
    const all = [...document.querySelectorAll("#call > li, [aria-labelledby='people'] > .ct-contacts > li")];
    const name = (contact) => contact.querySelector("strong").textContent.trim();
    const seen = new Set(), wanted = now && now.text ? now.text.who.toLowerCase() : "";
    const order = [...all].sort((a, b) => Number(wanted.includes(name(b).toLowerCase())) - Number(wanted.includes(name(a).toLowerCase())));
    const list = element("ul", { class: "ct-contacts" });
    for (const contact of order) {
      if (seen.has(name(contact))) continue;
      seen.add(name(contact));
      const copy = contact.cloneNode(true);
      for (const marked of [copy, ...copy.querySelectorAll("[id]")]) marked.removeAttribute("id");
      list.append(copy);
    }
    sheet("Call", wanted ? element("p", { class: "ct-muted" }, "Step " + now.number + " is for " + now.text.who + ".") : "", seen.size ? list : element("p", {}, "Nobody is named on this page."));
  }

  // A box for a moment of the run, on the sheet `opened`. What is typed counts once the box is left, or after a pause; `after` draws what follows from it.
  function moment(opened, which, after, words, hint) {
    const made = field(words, { type: "datetime-local" }, hint), refused = app.refused.get(which);
    const known = () => (app.run.moments[which] === undefined ? null : app.run.moments[which]);
    const draw = () => { made.box.value = known() === null ? "" : continuityTimes.toBox(known(), book.zone); };
    if (refused) {
      made.box.value = refused.value;
      made.problem(refused.wrong, false);
    } else draw();
    let waits = null;
    function set(value) {
      made.problem("");
      app.refused.delete(which);
      if (value !== known()) change((run, now) => continuityRun.moment(run, which, value, now, value === null ? "" : app.time(value)));
      after();
    }
    // A browser tells of each figure that is typed, and "1" may become "15". Whether what stands in the box counts.
    function settle() {
      clearTimeout(waits);
      if (!app.run) return true;
      const typed = waits !== null, value = made.box.value ? continuityTimes.fromBox(made.box.value, book.zone) : null;
      waits = null;
      // Of what is typed in part, no browser tells.
      const wrong = made.box.validity.badInput || Number.isNaN(value) ? "This is no time" : (typed || app.refused.has(which)) && value !== null && value > Date.now() + 60000 ? "This is in the future" : "";
      if (wrong) {
        made.problem(wrong, false);
        app.refused.set(which, { value: made.box.value, wrong });
      } else if (typed) set(value);
      else if (!made.box.value && app.refused.delete(which)) made.problem("");
      return !app.refused.has(which);
    }
    made.box.addEventListener("change", () => { clearTimeout(waits); waits = setTimeout(settle, 1500); });
    made.box.addEventListener("blur", settle);
    opened.addEventListener("close", settle);
    return {
      ...made, settle,
      now() { set(Date.now()); draw(); },
      // What another window said, unless something else is being typed.
      hear() { if (waits === null && !app.refused.has(which) && !made.box.validity.badInput) draw(); },
    };
  }

  function clock() {
    const { made: opened, body } = sheet("Clock");
    const facts = element("div"), due = element("div"), boxes = [];
    // The boxes stay as they are while somebody types into one.
    body.append(facts, element("h3", {}, "Times"), ...Object.entries(continuityRun.NAMES).map(time), element("h3", {}, "Messages"), due);
    const at = (value, otherwise) => (value === null ? otherwise || "? unknown" : app.time(value));
    function show(otherwise) {
      const { run } = app, now = Date.now(), told = continuityRun.clock(run, app.pinned(), now);
      const fact = (words, value) => element("div", {}, element("dt", {}, words), element("dd", {}, value));
      const over = told.left !== null && told.left < 0;
      facts.replaceChildren(
        element("dl", { class: "ct-facts" },
          fact("Now", app.time(now) + " in " + book.zone),
          fact("Elapsed", told.elapsed === null ? "? unknown" : continuityTimes.span(told.elapsed)),
          fact("RTO ends at", at(told.due)), fact("RTO left", told.left === null ? "? unknown" : (over ? "✕ over by " : "") + continuityTimes.span(told.left)),
          fact("Done by, at worst", at(told.finish)), fact("Decide by", at(told.decideBy))),
        element("p", { class: "ct-muted" }, told.missing.length ? "Decide-by is unknown because nobody has said " + told.missing.join("; ") + "." : "Decide by: the RTO less the longest the open steps may take and the time it takes to authorise."),
        element("p", { class: "ct-muted" }, "Nothing rings here: phones sleep. Set an alarm of your own."));
      keepFocus(() => due.replaceChildren(messages()), otherwise);
    }
    function time([which, words]) {
      const made = moment(opened, which, () => show(), words);
      made.wrap.append(button("Now", made.now, { "aria-label": words + ": now" }));
      made.wrap.classList.add("ct-inline");
      boxes.push(made);
      return made.wrap;
    }
    function messages() {
      if (!book.messages.length) return element("p", {}, "No message falls due by this runbook or its plan.");
      return element("ul", { class: "ct-due-list" }, ...book.messages.map((message, index) => {
        const when = continuityRun.messageDue(app.run, message), now = Date.now();
        const words = when === null ? "? due " + continuityTimes.span(message.within * 1000) + " after: " + continuityRun.NAMES[message.clock].toLowerCase() + " (time not known)" : when === Infinity ? "✓ sent" : (when <= now ? "✕ due since " : "due at ") + app.time(when);
        return element("li", {}, element("a", { href: message.path }, message.title), " ", element("span", { class: "ct-badge ct-" + (when === Infinity ? "good" : when === null ? "unknown" : when <= now ? "bad" : "soon") }, words), " ",
          when === Infinity ? "" : button("Sent", () => { change((run, moment_) => continuityRun.send(run, message, moment_)); show(() => due.querySelectorAll("a")[index]); }, { "aria-label": "Sent: " + message.title }));
      }));
    }
    show();
    live(opened, () => { show(); for (const box of boxes) box.hear(); });
    // After the boxes have settled: a time that does not count is said where the eye is next.
    opened.addEventListener("close", () => app.show());
  }

  function log() {
    const { made: opened, body } = sheet("Log");
    const note = field("Add a line", { maxlength: "500" });
    const form = element("form", { novalidate: true, class: "ct-inline" }, note.wrap, element("button", { type: "submit", class: "ct-button" }, "Add"));
    const lines = element("ol", { class: "ct-log" });
    keep(note, opened, "line");
    const file = () => continuityRecord.planFile(app.run, app.pinned()), name = () => file().path.split("/")[1];
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!note.box.value.trim()) return;
      app.drafts.delete("line");
      change((all, now) => continuityRun.note(all, now, note.box.value.trim()));
      note.box.value = "";
      show();
    });
    function text(title, content, named) {
      const summary = element("summary"), box = element("textarea", { readonly: true, rows: "8", class: "ct-filter ct-wide" });
      const fold = element("details", { class: "ct-fold" }, summary, box, element("div", { class: "ct-row" }, copyButton("Copy", content), button("Save as a file", () => download(named(), content()))));
      return { fold, show() { summary.textContent = title(); box.setAttribute("aria-label", title()); box.value = content(); } };
    }
    const texts = [
      text(() => "As Markdown", () => continuityRecord.markdown(app.run, app.pinned()), () => name().replace(/yaml$/, "md")),
      text(() => "For the plans: " + file().path, () => file().text, name),
    ];
    function show() {
      lines.replaceChildren(...[...app.run.log].reverse().map((line) => element("li", {}, element("time", { datetime: new Date(line.at).toISOString() }, app.time(line.at)), " " + line.text)));
      for (const one of texts) one.show();
    }
    show();
    body.append(form, lines, ...texts.map((one) => one.fold), element("p", { class: "ct-muted" }, "On this device only until you copy or save it. Forgotten 14 days after the last change."));
    live(opened, show);
  }

  // Asks why. `name` is what the words are kept by until they are sent.
  function reason(title, words, name, act) {
    const why = field(words, { maxlength: "300" });
    const form = element("form", { novalidate: true }, why.wrap, element("div", { class: "ct-row" }, element("button", { type: "submit", class: "ct-button ct-main" }, title)));
    const { made: opened, close } = sheet(title, form);
    keep(why, opened, name);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!why.box.value.trim()) { why.problem("A word on why, for whoever reads this later"); return; }
      close();
      app.drafts.delete(name);
      act(why.box.value.trim());
    });
    why.box.focus();
  }

  function skip(step) {
    reason("Skip step " + step.number, "Why is it skipped?", "skip " + step.id, (why) => change((run, now) => continuityRun.mark(run, step, "skipped", why, now), true));
  }

  function confirm(step) {
    const { text } = step;
    const commands = text ? text.commands.map((command) => ({ on: command.on, ...app.shown(command.parts) })) : [];
    const missing = [...new Set(commands.flatMap((command) => command.missing))];
    const parts = [
      text && text.warning ? element("p", { class: "ct-callout ct-bad" }, "✕ " + text.warning) : "",
      element("p", { class: "ct-do" }, text ? text.do : "Its words are not on this device."),
      text && text.approval ? element("p", { class: "ct-approval" }, text.approval) : "",
      ...commands.flatMap((command) => [command.on ? element("p", { class: "ct-muted" }, "On " + command.on) : "", element("pre", { tabindex: "0", "aria-label": "Command" }, element("code", {}, command.text))]),
    ].filter(Boolean);
    if (missing.length) {
      sheet("This cannot be undone", ...parts, element("p", { class: "ct-callout ct-soon" }, "! Fill in " + missing.join(", ") + " first: the command must be read whole."));
      return;
    }
    const who = field("Confirmed on the bridge with", { maxlength: "120" }, "Read it out word by word. Type it; it is not copied here.");
    const form = element("form", { novalidate: true }, who.wrap, element("div", { class: "ct-row" }, element("button", { type: "submit", class: "ct-button ct-careful" }, "Confirmed")));
    const { close } = sheet("This cannot be undone", ...parts, form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!who.box.value.trim()) { who.problem("Name who heard it"); return; }
      close();
      change((run, now) => continuityRun.confirm(run, step, who.box.value.trim(), now), true);
    });
  }

  function end() {
    const { made: opened, body, close } = sheet("End the run");
    const back = moment(opened, "recovered", () => {}, "Service is back since", "Time in " + book.zone + ". Leave empty when it is not back");
    const open = element("div"), ends = element("div", { class: "ct-row" });
    // Whether the time may stand; the focus goes to it where not.
    const sound = () => back.settle() || back.box.focus();
    function finish(state, words) {
      close();
      app.secrets = {};
      change((all, now) => continuityRun.end(all, state, words, now), true);
    }
    function show() {
      const { run } = app, { states, why } = continuityRun.ends(run, app.pinned());
      const undone = run.undo.filter((item) => item.cleared === null);
      keepFocus(() => {
        open.replaceChildren(
          undone.length ? element("div", { class: "ct-callout ct-soon" }, element("p", { class: "ct-callout-title" }, "! Changed for a time, not undone yet"),
            element("ul", { class: "ct-undo-list" }, ...undone.map((item) => element("li", {}, "Step " + item.number + ": " + item.text + " ", button("Undone", () => { change((all, now) => continuityRun.clear(all, item.id, now)); show(); }, { "aria-label": "Undone: step " + item.number }))))) : "",
          why.length ? element("p", { class: "ct-unknown ct-callout" }, "? Not complete: " + why.join("; ") + ".") : "");
        ends.replaceChildren(...states.map((state) => (state === "abandoned"
          ? button("Abandoned", () => { if (sound()) { close(); reason("Abandon the run", "Why is it abandoned?", "abandon", (words) => finish(state, words)); } })
          : button(state[0].toUpperCase() + state.slice(1), () => { if (sound()) finish(state, ""); }, { class: "ct-button ct-main" }))));
      }, () => body.querySelector(".ct-undo-list button") || back.box);
    }
    body.append(open, back.wrap, button("Service is back now", back.now), ends);
    show();
    live(opened, () => { show(); back.hear(); });
    opened.addEventListener("close", () => app.show());
  }

  function forget() {
    const { close } = sheet("Forget this run", element("p", {}, "Its log goes with it. Save it first if anybody may ask."), element("div", { class: "ct-row" }, button("Forget it", () => { close(); app.store.forget(app.run); app.drop(); app.open(null); }, { class: "ct-button ct-careful" })));
  }

  function drawn(text) {
    const code = qrcode(0, "L");
    code.addData(text);
    code.make();
    const count = code.getModuleCount(), space = "http://www.w3.org/2000/svg";
    const picture = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
    let way = "";
    for (let y = 0; y < count; y += 1) for (let x = 0; x < count; x += 1) if (code.isDark(y, x)) way += "M" + (x + 4) + " " + (y + 4) + "h1v1h-1z";
    path.setAttribute("d", way);
    for (const [name, value] of [["viewBox", "0 0 " + (count + 8) + " " + (count + 8)], ["class", "ct-qr"], ["role", "img"], ["aria-label", "Code with the link"], ["shape-rendering", "crispEdges"]]) picture.setAttribute(name, value);
    picture.append(path);
    return picture;
  }

  function encoder() {
    return typeof qrcode !== "undefined" ? Promise.resolve() : new Promise((done, failed) => {
      document.head.append(Object.assign(document.createElement("script"), { src: new URL("assets/continuity/vendor/qrcode-generator/qrcode.js", app.root).href, onload: done, onerror: failed }));
    });
  }

  // A code denser than this many letters is not read from one phone by another.
  const READABLE = 1200;

  async function handOver() {
    const here = location.href.split("#")[0];
    const letters = async () => (await Promise.all([continuityHandover.pack(app.run), continuityHandover.pack(app.run, false)])).map((packed) => here + "#run=" + packed);
    let [all, lean] = await letters();
    const picture = element("div", {}, "…"), link = element("textarea", { readonly: true, rows: "2", class: "ct-filter ct-wide", "aria-label": "The link" });
    const next = field("Who holds the list now", { maxlength: "80" });
    const form = element("form", { novalidate: true }, next.wrap, element("button", { type: "submit", class: "ct-button" }, "It is handed over"));
    const { made: opened, close } = sheet("Hand over",
      element("p", {}, "The whole run travels in the link or the code, over no server. Values you filled in do not: they are asked again."),
      location.protocol === "file:" ? element("p", { class: "ct-callout ct-soon" }, "! This page is opened from a disk: on another device open the runbook there, “Take one over”, and paste the link.") : "",
      picture, copyButton("Copy the link", () => all, { class: "ct-button ct-main" }), link, form);
    keep(next, opened, "next");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = next.box.value.trim();
      if (!name) { next.problem("Name them"); return; }
      close();
      app.drafts.delete("next");
      change((run, now) => continuityRun.handOver(run, name, now));
    });
    async function show() {
      link.value = all;
      try {
        await encoder();
        const text = all.length <= READABLE ? all : lean;
        if (text.length > READABLE) picture.replaceChildren(element("p", { class: "ct-callout ct-soon" }, "! Too long for a code: use the link."));
        else picture.replaceChildren(drawn(text), element("p", { class: "ct-muted" }, text === all ? "The code is the link." : "The code carries the ticks and times without the log; the link carries all."));
      } catch {
        picture.replaceChildren(element("p", { class: "ct-callout ct-soon" }, "! The code could not be drawn: use the link."));
      }
    }
    live(opened, async () => { [all, lean] = await letters(); await show(); });
    await show();
  }

  async function receive(letters) {
    history.replaceState(history.state, "", location.pathname + location.search);
    const run = await continuityHandover.unpack(letters, book);
    if (!run) { sheet("Take over", element("p", { class: "ct-callout ct-bad" }, "✕ This link holds no run, or not all of it arrived. Ask for it again.")); return; }
    if (run.book !== book.id) {
      sheet("Take over", element("p", { class: "ct-callout ct-bad" }, "✕ This run is of another runbook: " + run.title + "."), element("p", {}, element("a", { href: encodeURIComponent(run.book) + ".html#run=" + letters }, "Open that runbook")));
      return;
    }
    const { same, changed, added, removed } = continuityRun.difference(run, book);
    // A run that went through a build of before runs had letters of their own lost them on the way.
    const began = app.store.all().filter((one) => one.started === run.started);
    const here = began.find((one) => one.id === run.id) || began.find((one) => !one.id || !run.id);
    if (here) run.id = here.id;
    const me = field("Your name", { maxlength: "80", autocomplete: "name" }, "You hold the list from now on");
    const form = element("form", { novalidate: true }, me.wrap, element("div", { class: "ct-row" }, element("button", { type: "submit", class: "ct-button ct-main" }, "Take it over")));
    const number = (id) => (run.steps.find((step) => step.id === id) || book.steps.find((step) => step.id === id)).number;
    const { close } = sheet("Take over “" + run.name + "”",
      element("p", {}, (run.kind === "live" ? "Live. " : "Drill. ") + "Started " + app.time(run.started) + (run.keeper ? " by " + run.keeper : "") + "; " + Object.keys(run.marks).length + " of " + run.steps.length + " steps marked" + (run.log.length ? "." : "; the log stays with whoever wrote it.")),
      same ? element("p", { class: "ct-good ct-callout" }, "✓ This device has the same text of all steps.")
        : element("p", { class: "ct-soon ct-callout" }, "! This device has another text of the runbook. Different here: step " + [...changed, ...added, ...removed].map(number).join(", ") + ". Compare before you go on."),
      here ? element("p", { class: "ct-soon ct-callout" }, "! This device has this run already, last changed " + app.time(here.touched) + ", " + Object.keys(here.marks).length + " steps marked. Taking it over replaces that.") : "",
      form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = me.box.value.trim();
      if (!name) { me.problem("Name yourself, so that others know whose list counts"); return; }
      close();
      app.open(continuityRun.takeOver(run, name, continuityValues.defaults(book.fields), Date.now()), true, true);
    });
    me.box.focus();
  }

  function takeOver() {
    const link = field("Link of the run", { maxlength: "60000" }, "Paste what was sent to you, or scan their code with the camera");
    const form = element("form", { novalidate: true }, link.wrap, element("div", { class: "ct-row" }, element("button", { type: "submit", class: "ct-button ct-main" }, "Open")));
    const { close } = sheet("Take over a run", form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const letters = link.box.value.trim().split("#run=").pop();
      if (!letters) { link.problem("Paste the link"); return; }
      close();
      receive(letters);
    });
    link.box.focus();
  }

  return { call, clock, log, skip, confirm, end, forget, handOver, receive, takeOver };
}
