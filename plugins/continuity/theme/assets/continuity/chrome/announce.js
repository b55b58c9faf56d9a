// An announcement the reader has put away stays away until its text changes.
(function () {
  "use strict";

  var banner = document.querySelector(".md-banner");
  var text = banner && banner.querySelector(".md-typeset");
  if (text && window.__md_hash(text.innerHTML) === window.__md_get("__announce")) banner.hidden = true;
})();
