// Storage that Material's scripts share, under names that begin with the place of this site. Pages opened from a disk
// share one storage, and storage may be forbidden: then nothing is remembered and nothing breaks.
(function () {
  "use strict";

  window.__md_scope = new URL(document.currentScript.getAttribute("data-scope"), window.location.href);

  window.__md_hash = function (text) {
    return Array.from(text).reduce(function (hash, letter) {
      return (hash << 5) - hash + letter.charCodeAt(0);
    }, 0);
  };

  window.__md_get = function (key, storage, scope) {
    try {
      return JSON.parse((storage || window.localStorage).getItem((scope || window.__md_scope).pathname + "." + key));
    } catch (error) {
      return null;
    }
  };

  window.__md_set = function (key, value, storage, scope) {
    try {
      (storage || window.localStorage).setItem((scope || window.__md_scope).pathname + "." + key, JSON.stringify(value));
    } catch (error) {
      // Full or forbidden: the choice lasts as long as the page.
    }
  };
})();
