// Brings the parts together: one run at a time on the page, kept after every change, shown again after every change.
function continuityRunbook(section, root) {
  "use strict";

  const book = continuityBook.read(section);
  const store = continuityStore(root, book.id, Date.now());
  const app = {
    section, root, book, store, run: null, kept: true,
    // Values that must not be kept live here, until the page is left.
    secrets: {},
    // By moment, what was typed into the clock and does not count: { value, wrong }.
    refused: null,
    // Words that were typed and not sent, by what they are for.
    drafts: null,
    pinned: () => continuityRun.pinned(app.run, book),
    answers: () => ({ ...app.run.answers, ...app.secrets }),
    // A command as it may be looked at: secrets stay covered.
    shown: (parts) => continuityValues.fill(parts, { ...app.run.answers, ...Object.fromEntries(Object.entries(app.secrets).map(([name, value]) => [name, value && "••••"])) }),
    time: (at) => continuityTimes.spoken(at, book.zone, Date.now()),
    // Draws the sheet that is open anew; null where none is, or nothing in it would be otherwise.
    refresh: null,
    change, fillIn, open, show, drop,
  };
  const strip = continuityStrip(app), steps = continuitySteps(app);

  // `act` changes the run; `next`: whether the eye is to move on to the step that is current then.
  function change(act, next) {
    hear();
    act(app.run, Date.now());
    keep();
    show(next);
  }

  // Takes in what other windows of this browser did with the run, if it is there still.
  function hear() {
    app.run = continuityMerge.both(app.run, store.find(app.run));
  }

  function keep() {
    const all = store.save(app.run);
    app.kept = all !== null;
    if (all) app.run = all;
  }

  // What is filled in changes commands alone. The rest stays as it is: somebody is on the way from the box to something of it.
  function fillIn(act) {
    const { kept, run } = app, before = continuityMerge.text(run);
    hear();
    const heard = continuityMerge.text(app.run) !== before;
    act(app.run, Date.now());
    keep();
    if (kept === app.kept && !heard) steps.show();
    else show();
  }

  // Shows a run, and no form for one any more. One that is not `fresh` is shown as it stands now. `next` as above.
  function open(run, fresh, next) {
    strip.leave();
    put(fresh || !run ? run : store.find(run) || run);
    if (fresh) keep();
    show(next);
  }

  function put(run) {
    app.run = run;
    app.secrets = {};
    app.refused = store.typed(run, "times");
    app.drafts = store.typed(run, "words");
    app.kept = true;
  }

  // Lets go of what was typed for a run that is forgotten.
  function drop() {
    app.refused.clear();
    app.drafts.clear();
    app.secrets = {};
  }

  function show(next) {
    const draw = () => { strip.show(); steps.show(); };
    if (!next) { continuityDom.keepFocus(draw); return; }
    draw();
    steps.focus();
  }

  app.sheets = continuitySheets(app);

  // The bottom bar opens sheets where a run is on; without one its links lead to the steps, where one is started.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(".ct-bar a");
    if (!link) return;
    const opens = { "ct-bar-call": "call", "ct-bar-clock": "clock", "ct-bar-log": "log" }[link.classList[0]];
    if (link.classList.contains("ct-bar-steps") && app.run) {
      event.preventDefault();
      steps.focus();
    } else if (opens === "call" || (opens && app.run)) {
      event.preventDefault();
      app.sheets[opens]();
    } else if (opens) {
      event.preventDefault();
      strip.ask();
    }
  });
  document.addEventListener("click", (event) => {
    const number = event.target instanceof Element && event.target.closest("a[href^='tel:']");
    if (!number || !app.run || app.run.ended) return;
    const whose = number.closest(".ct-contacts > li");
    const name = whose ? whose.querySelector("strong").textContent.trim() + ", " : "";
    change((run, now) => continuityRun.call(run, name + number.textContent.trim(), waitOf(whose), now));
  });
  // How long the plan says to wait for somebody, in seconds: what stands under them, else under whom they stand in for; null where it says nothing.
  function waitOf(contact) {
    const own = contact && [...contact.children].find((part) => part.matches(".ct-wait[data-wait]"));
    if (own) return Number(own.dataset.wait);
    return contact ? waitOf(contact.parentElement.closest(".ct-contacts > li")) : null;
  }
  // Another window of this browser may work the same run. A window in the background may not be told, so it also looks for itself.
  function again() {
    if (!store.works()) return;
    strip.list();
    if (!app.run) return;
    const found = store.find(app.run), before = continuityMerge.text(app.run);
    if (!found) {
      // A sheet that is open is left alone: whatever is done in it brings the run back.
      if (!app.kept || document.querySelector("dialog[open]")) return;
      drop();
      put(null);
      show();
      return;
    }
    hear();
    const all = continuityMerge.text(app.run);
    // The other window wrote without knowing of this one.
    if (all !== continuityMerge.text(found)) keep();
    if (all === before) return;
    show();
    if (app.refresh) app.refresh();
  }
  store.watch(again);
  setInterval(() => { again(); strip.tick(); }, 15000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { again(); strip.tick(); } });

  const given = () => {
    if (location.hash.startsWith("#run=")) app.sheets.receive(location.hash.slice(5));
  };
  addEventListener("hashchange", given);
  open(store.all().find((run) => !run.ended) || null);
  given();
}
