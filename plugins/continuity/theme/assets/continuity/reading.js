// What a page does while it is read: judges due dates and its own age by today's date, tells the time where somebody is, narrows long tables.
// Everything here adds to a page that is whole without it. Classic script, so that it runs from file:// too.
(function () {
  "use strict";

  const config = window.__continuity_build || {};

  function today() {
    // The day in the organisation's time zone, as YYYY-MM-DD; the reader's own day where the zone is not known.
    return dayOf(new Date());
  }

  function dayOf(moment) {
    try {
      return new Intl.DateTimeFormat("en-CA", { timeZone: config.zone || undefined, year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);
    } catch {
      return moment.toISOString().slice(0, 10);
    }
  }

  const STATES = [
    ["bad", "overdue since"],
    ["soon", "due"],
    ["soon", "due soon:"],
    ["good", "due"],
  ];

  function judge(badge, day) {
    const due = badge.dataset.due, soon = badge.dataset.soon;
    const [tone, word] = STATES[day > due ? 0 : day === due ? 1 : day >= soon ? 2 : 3];
    badge.classList.remove("ct-good", "ct-soon", "ct-bad");
    badge.classList.add("ct-" + tone);
    badge.querySelector(".ct-state").textContent = word;
  }

  function dueDates() {
    const day = today();
    document.querySelectorAll(".ct-due[data-due]").forEach((badge) => judge(badge, day));
  }

  // Days after which a copy is no longer taken as it stands: to look again, and to doubt.
  const AGING = 7, OLD = 30;

  // How old this copy is, and what on the page is overdue today. A wrong clock of the device is said, not reckoned with.
  function freshness() {
    const place = document.querySelector(".ct-fresh"), built = new Date(config.built || NaN);
    if (!place) return;
    const overdue = document.querySelectorAll(".ct-due.ct-bad").length;
    const days = Math.round((Date.parse(today()) - Date.parse(isNaN(built) ? "" : dayOf(built))) / 86400000);
    const age = isNaN(days) ? ["unknown", "?", "age of this copy unknown"]
      : days < 0 ? ["unknown", "?", "built after this device's date: one of the clocks is wrong"]
        : [days > OLD ? "bad" : days > AGING ? "soon" : "good", days > OLD ? "✕" : days > AGING ? "!" : "✓", "copy built " + (days === 0 ? "today" : days === 1 ? "yesterday" : days + " days ago")];
    const parts = [age];
    if (overdue) parts.push(["bad", "✕", overdue + (overdue === 1 ? " date" : " dates") + " overdue here"]);
    place.replaceChildren(...parts.flatMap(([tone, sign, words]) => {
      const badge = document.createElement("span"), shape = document.createElement("span");
      badge.className = "ct-badge ct-" + tone;
      shape.className = "ct-sign";
      shape.setAttribute("aria-hidden", "true");
      shape.textContent = sign;
      badge.append(shape, words);
      return [badge, " "];
    }));
  }

  function judgeAll() {
    dueDates();
    freshness();
  }

  function localTimes() {
    document.querySelectorAll(".ct-local[data-zone]").forEach((place) => {
      try {
        const time = new Intl.DateTimeFormat("en-GB", { timeZone: place.dataset.zone, weekday: "short", hour: "2-digit", minute: "2-digit" }).format(new Date());
        place.textContent = time + " there";
        place.title = place.dataset.zone;
      } catch {
        // A zone this browser does not know keeps its name.
      }
    });
  }

  function filter(wrap) {
    const rows = Array.from(wrap.querySelectorAll("tbody > tr:not(.ct-group)"));
    const groups = Array.from(wrap.querySelectorAll("tbody > tr.ct-group"));
    const box = document.createElement("input");
    box.type = "search";
    box.className = "ct-filter";
    const caption = wrap.querySelector("caption");
    box.placeholder = "Narrow this list";
    box.setAttribute("aria-label", "Narrow this list" + (caption ? ": " + caption.textContent : ""));
    const count = document.createElement("span");
    count.className = "ct-count";
    count.setAttribute("role", "status");
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row) => {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      });
      groups.forEach((group) => {
        let next = group.nextElementSibling, any = false;
        for (; next && !next.classList.contains("ct-group"); next = next.nextElementSibling) any = any || !next.hidden;
        group.hidden = !any;
      });
      count.textContent = words.length ? shown + " of " + rows.length : "";
    });
    wrap.before(box, count);
  }

  function openForPrint() {
    // Folded text belongs on paper.
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = Array.from(document.querySelectorAll("details:not([open])"));
      opened.forEach((fold) => { fold.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));
  }

  function start() {
    judgeAll();
    // A page left open over night is judged anew when it is looked at again.
    document.addEventListener("visibilitychange", () => { if (!document.hidden) judgeAll(); });
    localTimes();
    setInterval(localTimes, 30000);
    document.querySelectorAll(".ct-table-wrap[data-filter]").forEach(filter);
    openForPrint();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
