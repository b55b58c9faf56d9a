// What the frame of a page needs beyond markup: the time this copy was made, what paper says at its foot, and a menu that the
// keyboard can open.
(function () {
  "use strict";

  // The time comes from build.js, so that pages do not change with every build.
  function sayWhenBuilt(place, build) {
    var made = build && build.built ? new Date(build.built) : null;
    if (!made || isNaN(made)) return;
    var time = document.createElement("time");
    time.dateTime = build.built;
    // The reader's own time, with its zone: 24 hours and the month in letters cannot be misread.
    time.textContent = made.toLocaleString("en-GB", {
      day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
    });
    place.append(", built ", time);
  }

  // Where the plans do not say where the site is, paper says where this page was printed from; not from where on a disk.
  function sayWhere(place) {
    if (place && !place.textContent && location.protocol !== "file:") place.textContent = location.origin + location.pathname;
  }

  // The foot of every sheet: any of them may be the one that is left on the table. Margins know no text of the page, so it is put into a rule;
  // without scripts only the first sheet says it.
  function sayOnEverySheet(when) {
    if (!when || !document.adoptedStyleSheets) return;
    var said = [document.title, when.textContent].map(function (text) {
      return text.replace(/\s+/g, " ").trim().replace(/["\\<>\u0000-\u001f]/g, function (letter) {
        return "\\" + letter.codePointAt(0).toString(16) + " ";
      });
    });
    var rule = new CSSStyleSheet();
    rule.replaceSync('@page { @bottom-left { content: "' + said.join('\\a ') + '"; white-space: pre-wrap; text-align: left; font: 8pt sans-serif; color: #000; } }');
    document.adoptedStyleSheets = document.adoptedStyleSheets.concat(rule);
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

  document.querySelectorAll("[data-continuity-built], [data-continuity-paper=built]").forEach(function (place) {
    sayWhenBuilt(place, window.__continuity_build);
  });
  sayWhere(document.querySelector("[data-continuity-paper=address]"));
  sayOnEverySheet(document.querySelector(".continuity-paper-when"));
  letKeyboardOpen(document.querySelector(".md-header__button[for=__drawer]"), document.getElementById("__drawer"));
})();
