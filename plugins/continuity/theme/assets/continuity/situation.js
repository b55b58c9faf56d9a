// Opens "what has failed": what it reckons with comes when a reader first opens it.
(function () {
  "use strict";

  const places = document.querySelectorAll("details.ct-situation");
  if (!places.length) return;
  const root = new URL("../../", document.currentScript.src);
  const folder = new URL("assets/continuity/situation/", root);
  let coming = null;

  function script(name) {
    return new Promise((done, failed) => {
      const made = document.createElement("script");
      made.src = new URL(name, folder).href;
      made.async = false;
      made.onload = done;
      made.onerror = failed;
      document.head.append(made);
    });
  }

  function open(place) {
    if (!place.open || place.dataset.begun) return;
    place.dataset.begun = "yes";
    coming = coming || Promise.all(["all.js", "chart.js"].map(script));
    coming.then(() => continuitySituationView(place, root), () => { place.append("The data for this could not be loaded."); });
  }

  places.forEach((place) => {
    place.addEventListener("toggle", () => open(place));
    open(place);
  });
})();
