// The colours the reader chose last time, or those of the device, before anything is painted. They are told by the script's own element,
// so that this need not wait for the switch, which stands further down, nor for a style sheet.
var continuityPalette = (function () {
  "use strict";

  var options = JSON.parse(document.currentScript.getAttribute("data-palette") || "[]");

  function on(media) {
    return options.findIndex(function (option) { return option.media === media; });
  }

  // The place in the list of what the device prefers; the first where it has no preference.
  function preferred() {
    return Math.max(0, options.findIndex(function (option) { return option.media && window.matchMedia(option.media).matches; }));
  }

  function wear(colours) {
    // "As the device has it" is a choice too: then one of the others has the colours.
    if (colours.media === "(prefers-color-scheme)") {
      var light = window.matchMedia("(prefers-color-scheme: light)").matches;
      colours = options[on("(prefers-color-scheme: " + (light ? "light" : "dark") + ")")] || colours;
    }
    Object.keys(colours).forEach(function (name) {
      document.body.setAttribute("data-md-color-" + name, colours[name]);
    });
  }

  function dress() {
    var stored = window.__md_get("__palette");
    var colours = stored && stored.color ? stored.color : options[preferred()];
    if (colours) wear(colours);
  }

  if (document.body) dress();
  else new MutationObserver(function (_, observer) {
    if (!document.body) return;
    observer.disconnect();
    dress();
  }).observe(document.documentElement, { childList: true });
  return { options: options, preferred: preferred, wear: wear };
})();
