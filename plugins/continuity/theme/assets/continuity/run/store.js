// Runs in this browser's storage, each under a name of its own below the site's root. Nothing here leaves the device.
var continuityStore = (function () {
  "use strict";

  return function open(root, book, now) {
    const site = "continuity:" + root.pathname + ":run:", mine = site + book + ":";
    let storage = null;
    try {
      storage = window.localStorage;
      storage.setItem(site + "?", "1");
      storage.removeItem(site + "?");
    } catch {
      storage = null; // Private windows and strict settings.
    }

    function read(key) {
      try { return JSON.parse(storage.getItem(key)); } catch { return null; }
    }

    const keyOf = (run) => mine + run.started;
    const keys = (start) => (storage ? Object.keys(storage).filter((key) => key.startsWith(start)) : []);
    // What nobody touched for long goes, of whatever runbook it was.
    for (const key of keys(site)) {
      const run = read(key);
      if (!run || run.version !== continuityRun.VERSION || continuityRun.expired(run, now)) storage.removeItem(key);
    }

    return {
      works: () => storage !== null,
      // Newest first.
      all: () => keys(mine).map(read).filter(Boolean).sort((a, b) => b.started - a.started),
      // A run as it was written last, by whichever window; null where it was forgotten.
      find: (run) => (storage ? read(keyOf(run)) : null),
      // Writes a run with all that other windows wrote of it, and gives that; null where it is not kept.
      save(run) {
        if (!storage) return null;
        try {
          const all = continuityMerge.both(run, read(keyOf(run)));
          storage.setItem(keyOf(run), continuityMerge.text(all));
          return all;
        } catch {
          return null;
        }
      },
      forget(run) { if (storage) storage.removeItem(keyOf(run)); },
      // A moment from `now` on at which no run began, since runs go by that.
      free(now) {
        let at = now;
        while (storage && storage.getItem(mine + at) !== null) at += 1;
        return at;
      },
      // Tells when another window of this browser changed a run of this runbook.
      watch(tell) { addEventListener("storage", (event) => { if (event.key === null || event.key.startsWith(mine)) tell(); }); },
    };
  };
})();
