// What a page says about being a copy, and the worker that keeps one. The worker puts its own words into pages it answers with, so that
// none looks like the server's; here is what needs a page: is the server back, is its build newer, is a copy kept on this device.
(function () {
  "use strict";

  const build = window.__continuity_build || {};
  const root = new URL("../../", document.currentScript.src);
  const ONLINE = "continuity-online";
  const made = document.documentElement.dataset.continuityCopy; // set by the worker: when the copy was built
  const mine = made || build.built;

  function spoken(at) {
    return new Date(at).toLocaleString("en-GB", {
      day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
    });
  }

  function foot(words) {
    const age = document.querySelector("[data-continuity-built]");
    if (!age) return;
    const place = document.createElement("span");
    place.className = "continuity-kept";
    place.textContent = words;
    age.append(place);
  }

  // When the server's build was made; null when it does not say.
  async function serversBuild() {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), 3000);
    try {
      const address = new URL("assets/continuity/build.js?" + ONLINE, root);
      const answer = await fetch(address, { cache: "no-store", signal: abort.signal, redirect: "error" });
      const found = /\{.*\}/.exec(answer.ok ? await answer.text() : "");
      const theirs = found && JSON.parse(found[0]);
      return theirs && theirs.site === build.site ? theirs.built : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  function strip() {
    let place = document.querySelector(".continuity-copy");
    if (place) return place;
    place = document.createElement("div");
    place.className = "continuity-copy";
    place.setAttribute("role", "status");
    document.body.prepend(place);
    return place;
  }

  function openAgain(event) {
    event.preventDefault();
    location.reload();
  }

  function link(words) {
    const found = document.createElement("a");
    found.href = location.href;
    found.textContent = words;
    found.addEventListener("click", openAgain);
    return found;
  }

  function sayOlder(theirs) {
    const strong = document.createElement("strong");
    strong.textContent = "Older than the server's.";
    document.documentElement.dataset.continuityOlder = "";
    strip().replaceChildren(strong, " This page was built " + spoken(mine) + "; the server has one built " + spoken(theirs) + ". ", link("Open the newer"));
  }

  function sayBack() {
    const why = document.querySelector(".continuity-copy [data-why]");
    const again = document.querySelector(".continuity-copy a");
    if (!why) return;
    why.textContent = "The server answers again.";
    again.replaceWith(link("Open the server's page"));
  }

  async function compare() {
    if (document.hidden || document.documentElement.dataset.continuityOlder !== undefined) return;
    const theirs = await serversBuild();
    if (theirs && theirs > mine) sayOlder(theirs);
    else if (theirs && made) sayBack();
  }

  // Asks first whether there is somebody: a browser's own error page would be a step back from a copy.
  function askBeforeLeaving() {
    const again = document.querySelector(".continuity-copy a");
    const why = document.querySelector(".continuity-copy [data-why]");
    if (!again || why.textContent.includes("sign in")) return;
    again.addEventListener("click", async (event) => {
      event.preventDefault();
      why.textContent = "Asking the server …";
      if (await serversBuild()) location.reload();
      else why.textContent = "Still no answer from the server.";
    });
  }

  // Resolves when a copy is kept; rejects when the only worker there is gave up.
  function kept(registration) {
    const worker = registration.installing || registration.waiting;
    if (registration.active || !worker) return navigator.serviceWorker.ready;
    return new Promise((resolve, reject) => {
      worker.addEventListener("statechange", () => {
        if (worker.state === "redundant") reject(new Error("no copy"));
        if (worker.state === "activated") resolve();
      });
    });
  }

  async function register() {
    try {
      await kept(await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" }));
      foot(", copy kept on this device");
    } catch {
      foot(", no copy kept on this device");
    }
    // An installed app may ask that its copy is not thrown away when storage runs short.
    if (navigator.storage && navigator.storage.persist && matchMedia("(display-mode: minimal-ui), (display-mode: standalone)").matches) {
      await navigator.storage.persist();
    }
  }

  // A site without an offline copy takes away the one it had: under `mkdocs serve` pages change with every edit.
  async function unregister() {
    const found = await navigator.serviceWorker.getRegistrations();
    await Promise.all(found.filter((one) => one.scope === root.href).map((one) => one.unregister()));
    if (!window.caches) return;
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("continuity " + root.pathname + " ")).map((name) => caches.delete(name)));
  }

  function manifest() {
    const tag = document.createElement("link");
    tag.rel = "manifest";
    tag.href = new URL("site.webmanifest", root);
    document.head.append(tag);
  }

  function start() {
    if (build.serving) document.querySelectorAll(".ct-pocket").forEach((offer) => { offer.hidden = true; }); // made by a build alone
    if (location.protocol === "file:") {
      foot(", opened from a disk");
      return;
    }
    if (new URLSearchParams(location.search).has(ONLINE)) history.replaceState(history.state, "", location.pathname + location.hash);
    if (!("serviceWorker" in navigator)) {
      if (build.offline) foot(", no copy kept on this device"); // which needs TLS
      return;
    }
    if (!build.offline) {
      unregister();
      return;
    }
    askBeforeLeaving();
    manifest();
    // After the page: a copy for later must not slow down the page that is read now.
    if (document.readyState === "complete") register();
    else addEventListener("load", register);
    addEventListener("online", compare);
    document.addEventListener("visibilitychange", compare);
    addEventListener("pageshow", (event) => event.persisted && compare());
    setInterval(compare, made ? 20000 : 300000);
  }

  start();
})();
