// The foot of every page says when this copy was made. The time comes from build.js, so that pages do not change with every build.
(function () {
  "use strict";

  var place = document.querySelector("[data-continuity-built]");
  var build = window.__continuity_build;
  if (!place || !build || !build.built) return;
  var made = new Date(build.built);
  if (isNaN(made)) return;
  var time = document.createElement("time");
  time.dateTime = build.built;
  time.textContent = made.toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });
  place.append(", built ", time);
})();
