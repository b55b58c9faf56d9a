// Moments as people at the organisation read them, and back.
var continuityTimes = (function () {
  "use strict";

  // Year to minute of a moment in a zone; in UTC, and saying so, where the browser does not know the zone.
  function parts(at, zone) {
    const options = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", weekday: "short" };
    const found = {};
    let made, known = zone;
    try {
      made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    } catch {
      known = "UTC";
      made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
    }
    for (const { type, value } of made.formatToParts(new Date(at))) found[type] = value;
    return { day: found.year + "-" + found.month + "-" + found.day, clock: found.hour + ":" + found.minute, weekday: found.weekday, zone: known };
  }

  // "03:12", with the day where it is another one than now.
  function spoken(at, zone, now) {
    const there = parts(at, zone);
    return (there.day === parts(now, zone).day ? "" : there.weekday + " ") + there.clock + (there.zone === zone ? "" : " UTC");
  }

  // What a box for date and time holds, and the moment it means; NaN where it means none.
  const toBox = (at, zone) => { const there = parts(at, zone); return there.day + "T" + there.clock; };

  function fromBox(text, zone) {
    const wanted = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(text + ":00Z") : NaN;
    if (Number.isNaN(wanted)) return NaN;
    let at = wanted;
    // Twice, since the first guess may stand on the other side of a change of the clocks.
    for (let i = 0; i < 2; i++) at += wanted - Date.parse(toBox(at, zone) + ":00Z");
    return at;
  }

  // "1 h 05 min"; what is past is said by whoever asks.
  function span(milliseconds) {
    const minutes = Math.floor(Math.abs(milliseconds) / 60000), hours = Math.floor(minutes / 60);
    return hours ? hours + " h " + String(minutes % 60).padStart(2, "0") + " min" : minutes + " min";
  }

  return { parts, spoken, toBox, fromBox, span };
})();
