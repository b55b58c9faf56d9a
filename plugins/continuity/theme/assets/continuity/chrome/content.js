// Content tabs: the ones the reader chose before, and the one an address points into.
(function () {
  "use strict";

  function choose(set, names) {
    var labels = Array.from(set.querySelectorAll(".tabbed-labels label"));
    var wanted = labels.find(function (label) {
      return names.includes(label.innerText.trim());
    });
    var input = wanted && document.getElementById(wanted.htmlFor);
    if (input) input.checked = true;
  }

  if (document.currentScript.hasAttribute("data-link-tabs")) {
    var names = window.__md_get("__tabs");
    if (Array.isArray(names)) {
      document.querySelectorAll(".tabbed-set").forEach(function (set) {
        choose(set, names);
      });
    }
  }

  var target = document.getElementById(window.location.hash.slice(1));
  if (target && target.name && target.name.startsWith("__tabbed_")) target.checked = true;
})();
