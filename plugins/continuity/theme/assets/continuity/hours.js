// Says beside each number with hours whether it is answered now, where it is. Without this script the hours stand there to be read.
// Classic script, so that it runs from file:// too.
var continuityHours = (function () {
  "use strict";

  const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  const SPAN = /^(\w{3})(?:-(\w{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)$/;

  // "Mon-Fri 07:00-19:00, Sat 08:00-16:00" as spans; null where it reads otherwise.
  function spans(text) {
    const found = text.split(", ").map((part) => {
      const match = SPAN.exec(part);
      if (!match) return null;
      const first = DAYS.indexOf(match[1]), last = match[2] ? DAYS.indexOf(match[2]) : first;
      if (first < 0 || last < 0) return null;
      return { first, last, start: match[3] * 60 + +match[4], end: match[5] * 60 + +match[6] };
    });
    return found.includes(null) ? null : found;
  }

  // Whether a minute of a day (Monday is 0) lies inside; a span that ends before it starts runs past midnight.
  function covers(hours, day, minute) {
    return hours.some(({ first, last, start, end }) => {
      const inside = (which) => (which - first + 7) % 7 <= (last - first + 7) % 7;
      if (end > start) return inside(day) && start <= minute && minute < end;
      return (inside(day) && minute >= start) || (inside((day + 6) % 7) && minute < end);
    });
  }

  // Day and minute of a moment in a time zone; throws where the browser does not know the zone.
  function there(zone, moment) {
    const parts = {};
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    for (const { type, value } of format.formatToParts(moment)) parts[type] = value;
    return { day: DAYS.indexOf(parts.weekday), minute: parts.hour * 60 + +parts.minute };
  }

  // Hours are in the organisation's time zone where they do not name another.
  function judge(said) {
    const hours = spans(said.textContent), point = said.closest("li"), zone = said.dataset.zone || (window.__continuity_build || {}).zone;
    if (!hours || !zone) return;
    let open;
    try {
      const now = there(zone, new Date());
      open = covers(hours, now.day, now.minute);
    } catch {
      return;
    }
    let badge = point.querySelector(".ct-answered");
    if (!badge) {
      badge = document.createElement("span");
      said.closest("small").before(badge, " ");
    }
    badge.className = "ct-badge ct-answered ct-" + (open ? "good" : "bad");
    badge.textContent = open ? "✓ answered now" : "✕ not answered now";
    point.classList.toggle("ct-closed", !open);
  }

  function all() {
    document.querySelectorAll(".ct-points small > [data-zone]").forEach(judge);
  }

  if (typeof document !== "undefined") {
    const start = () => { all(); setInterval(all, 30000); };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
  }
  return { spans, covers, there };
})();
