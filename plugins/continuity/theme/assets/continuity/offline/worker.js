// Keeps the whole site, so that every page opens with the server gone. The server comes first, for as long as it answers within three
// seconds; a page from the copy says so, in words that are put into it here, and never looks like one from the server.
(function () {
  "use strict";

  const offline = self.__continuity_offline;
  const scope = self.registration.scope;
  const family = "continuity " + new URL(scope).pathname + " ";
  const name = family + offline.id;
  const LIMIT = 3000;
  const ONLINE = "continuity-online"; // asked for by a reader who wants the server and nothing else
  const BATCH = 40;

  // Pages that came from the copy: what they load comes from it too, so that one page is never of two builds.
  const fromCopy = new Set();

  async function keep() {
    const answer = await fetch(new URL(offline.pack, scope), { cache: "no-store" });
    if (!answer.ok || !answer.body) throw new Error("no packed site: " + answer.status);
    const cache = await caches.open(name);
    try {
      let waiting = [];
      for await (const file of self.__continuity_unpack(answer.body, offline.id)) {
        const headers = Object.assign({ "Content-Type": file.type }, file.headers);
        waiting.push(cache.put(new URL(encodeURI(file.path), scope), new Response(file.body, { headers: headers })));
        if (waiting.length >= BATCH) {
          await Promise.all(waiting);
          waiting = [];
        }
      }
      await Promise.all(waiting);
    } catch (error) {
      await caches.delete(name);
      throw error;
    }
  }

  async function forgetOthers() {
    const names = await caches.keys();
    await Promise.all(names.filter((other) => other.startsWith(family) && other !== name).map((other) => caches.delete(other)));
  }

  async function kept(address) {
    const url = new URL(address);
    url.search = url.hash = "";
    if (url.pathname.endsWith("/")) url.pathname += "index.html";
    return (await caches.open(name)).match(url);
  }

  // The server's answer, read to its end, or a rejection after the limit. The browser's own cache is no server: it is asked only for
  // files that carry a hash of their content in their name.
  async function fromServer(request, limit) {
    const abort = new AbortController();
    const timer = limit ? setTimeout(() => abort.abort(), limit) : 0;
    const cache = /[.][0-9a-f]{8}[.]min[.](css|js)$/.test(new URL(request.url).pathname) ? "default" : "no-cache";
    try {
      const answer = await fetch(request, { signal: abort.signal, cache: cache });
      if (!limit || !answer.body) return answer;
      return new Response(await answer.arrayBuffer(), answer);
    } finally {
      clearTimeout(timer);
    }
  }

  // A part of a page: script, style, picture.
  async function part(event) {
    const copy = await kept(event.request.url);
    if (copy && fromCopy.has(event.clientId)) return copy;
    if (!copy) return fromServer(event.request, 0);
    try {
      const answer = await fromServer(event.request, LIMIT);
      return answer.status >= 500 ? copy : answer;
    } catch {
      return copy;
    }
  }

  async function page(event) {
    const copy = await kept(event.request.url);
    let why;
    try {
      const answer = await fromServer(event.request, copy ? LIMIT : 0);
      // A page of ours that sends away asks for a sign-in: what signs people in may be what is down.
      if (copy && answer.type === "opaqueredirect") why = "The server asks you to sign in first.";
      else if (copy && answer.status >= 500) why = "The server answers with an error (" + answer.status + ").";
      else return answer;
    } catch (error) {
      if (!copy) return nothing();
      why = error.name === "AbortError" ? "The server did not answer within 3 seconds." : "The server does not answer.";
    }
    fromCopy.add(event.resultingClientId);
    return marked(copy, why);
  }

  function spoken(at) {
    const made = new Date(at);
    return made.toLocaleString("en-GB", {
      day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
    });
  }

  // All texts here are ours or the build's: nothing of a plan goes through this.
  function note(why) {
    return '<div class="continuity-copy" role="status"><strong>Offline copy, built <time datetime="' + offline.built + '">' +
      spoken(offline.built) + "</time>.</strong> <span data-why>" + why + '</span> <a href="?' + ONLINE + '">Try the server</a></div>';
  }

  async function marked(copy, why) {
    if (!/^text\/html\b/.test(copy.headers.get("Content-Type"))) return copy; // a calendar, a card, a picture
    const text = await copy.text();
    const html = text
      .replace(/<html\b/, '<html data-continuity-copy="' + offline.built + '"')
      .replace(/<body\b[^>]*>/, (body) => body + note(why));
    const headers = new Headers(copy.headers);
    headers.set("Cache-Control", "no-store");
    return new Response(html, { headers: headers });
  }

  function nothing() {
    const html = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
      "<title>Not in the offline copy</title><h1>Not in the offline copy</h1><p>The server does not answer, and this device keeps no page of this " +
      'address. The copy it keeps was built ' + spoken(offline.built) + '. <a href="' + new URL("index.html", scope).pathname + '">Its first page</a></p></html>';
    return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" } });
  }

  self.addEventListener("install", (event) => {
    event.waitUntil(keep().then(() => self.skipWaiting()));
  });
  self.addEventListener("activate", (event) => {
    event.waitUntil(forgetOthers().then(() => self.clients.claim()));
  });
  self.addEventListener("fetch", (event) => {
    const request = event.request, url = new URL(request.url);
    if (request.method !== "GET" || !request.url.startsWith(scope) || request.headers.has("range")) return;
    if (url.searchParams.has(ONLINE) || request.url === new URL(offline.pack, scope).href) return;
    event.respondWith(request.mode === "navigate" ? page(event) : part(event));
  });
})();
