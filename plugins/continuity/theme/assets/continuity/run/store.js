// Runs in this browser's storage, each under a name of its own below the site's root. Nothing here leaves the device.
var continuityStore = (function () {
  "use strict";

  return function open(root, book, now) {
    const site = "continuity:" + root.pathname + ":run:", mine = site + book + ":";
    // Null in private windows and under strict settings.
    function usable(which) {
      try {
        const found = window[which];
        found.setItem(site + "?", "1");
        found.removeItem(site + "?");
        return found;
      } catch {
        return null;
      }
    }
    const storage = usable("localStorage"), own = usable("sessionStorage");

    function read(key, from = storage) {
      try { return JSON.parse(from.getItem(key)); } catch { return null; }
    }

    const keyOf = (run) => mine + continuityRun.nameOf(run);
    const keys = (start) => (storage ? Object.keys(storage).filter((key) => key.startsWith(start)) : []);
    // What nobody touched for long goes, of whatever runbook it was.
    for (const key of keys(site)) {
      const run = read(key);
      if (!run || run.version !== continuityRun.VERSION || continuityRun.expired(run, now)) storage.removeItem(key);
    }

    return {
      works: () => storage !== null,
      // Newest first.
      all: () => keys(mine).map((key) => read(key)).filter(Boolean).sort((a, b) => b.started - a.started),
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
      // What was typed for a run and is no part of it (yet), by the box it was typed into: a map that this window has again after a reload.
      // `kind` parts what is kept so of one run.
      typed(run, kind) {
        const key = (run ? keyOf(run) : mine) + ":" + kind, found = read(key, own), held = new Map(Array.isArray(found) ? found : []);
        for (const act of ["set", "delete", "clear"]) {
          held[act] = (...given) => {
            const done = Map.prototype[act].apply(held, given);
            try {
              if (held.size) own.setItem(key, JSON.stringify([...held]));
              else own.removeItem(key);
            } catch { /* Then it is here until the page is left. */ }
            return done;
          };
        }
        return held;
      },
      // Tells when another window of this browser changed a run of this runbook.
      watch(tell) { addEventListener("storage", (event) => { if (event.key === null || event.key.startsWith(mine)) tell(); }); },
    };
  };
})();
