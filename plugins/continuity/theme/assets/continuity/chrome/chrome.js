// What the frame of a page needs beyond markup: the time this copy was made, and a menu that the keyboard can open.
(function () {
  "use strict";

  // The time comes from build.js, so that pages do not change with every build.
  function sayWhenBuilt(place, build) {
    var made = build && build.built ? new Date(build.built) : null;
    if (!place || !made || isNaN(made)) return;
    var time = document.createElement("time");
    time.dateTime = build.built;
    // The reader's own time, with its zone: 24 hours and the month in letters cannot be misread.
    time.textContent = made.toLocaleString("en-GB", {
      day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
    });
    place.append(", built ", time);
  }

  // The theme opens its menu by a label of a hidden box, which the keyboard cannot reach. A button takes its place.
  function letKeyboardOpen(label, box) {
    if (!label || !box) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = label.className + " continuity-menu";
    button.setAttribute("aria-label", "Menu");
    button.setAttribute("aria-expanded", String(box.checked));
    button.append.apply(button, Array.from(label.childNodes));
    label.replaceWith(button);
    button.addEventListener("click", function () {
      box.click();
    });
    box.addEventListener("change", function () {
      button.setAttribute("aria-expanded", String(box.checked));
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !box.checked) return;
      box.click();
      button.focus();
    });
  }

  sayWhenBuilt(document.querySelector("[data-continuity-built]"), window.__continuity_build);
  letKeyboardOpen(document.querySelector(".md-header__button[for=__drawer]"), document.getElementById("__drawer"));
})();
