// Until the first screen is painted, what is far below it is not laid out: on a phone that takes longer than the screen itself. Nothing else
// ever sees the page so: a page opened at a place in it, gone back to, touched or printed is laid out whole at once.
(function () {
  "use strict";

  var root = document.documentElement;

  function whole() {
    root.classList.remove("continuity-first");
  }

  var came = performance.getEntriesByType("navigation")[0];
  if (location.hash || !came || came.type !== "navigate") return;
  root.classList.add("continuity-first");
  try {
    new PerformanceObserver(whole).observe({ type: "paint", buffered: true });
  } catch {
    // A browser that does not tell of paints: until the page is loaded.
  }
  ["load", "pointerdown", "keydown", "click", "beforeprint", "hashchange"].forEach(function (name) {
    addEventListener(name, whole, { capture: true, once: true });
  });
})();
