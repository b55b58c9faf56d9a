// Takes a packed site apart: adapters/bundle/pack.py says how it was put together. Nothing here knows of a browser's worker,
// so that it is tested outside one.
(function (global) {
  "use strict";

  // The lines of a stream of bytes, one after another, whatever the chunks it comes in.
  async function* lines(stream) {
    const reader = stream.pipeThrough(new DecompressionStream("gzip")).pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += value;
      let start = 0;
      for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
        yield rest.slice(start, end);
        start = end + 1;
      }
      rest = rest.slice(start);
    }
    if (rest) throw new Error("the packed site ends in the middle");
  }

  const WINDOW = 200000; // how many lines back a page may reach: as in pack.py

  // The lines of a page. `before` has those of the pages before it, and takes these in.
  function join(parts, before) {
    const found = [];
    for (const part of parts) {
      const start = before.length - part[0];
      const more = typeof part === "string" ? part.split("\n") : before.slice(start, start + part[1]);
      for (const line of more) found.push(line);
    }
    for (const line of found) before.push(line);
    if (before.length > 2 * WINDOW) before.splice(0, before.length - WINDOW);
    return found;
  }

  function bytesOf(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  async function sha256(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Gives {path, type, headers, body} for every file, each checked against its hash. Throws when anything is not as it was packed,
  // or when the whole is another than `id`: half a copy is none.
  async function* unpack(stream, id) {
    const before = [];
    let head = null, count = 0, whole = false;
    for await (const line of lines(stream)) {
      const entry = JSON.parse(line);
      if (!head) {
        if (entry.format !== 2) throw new Error("the packed site is of a format that is not known here");
        head = entry;
        continue;
      }
      if (entry.path === undefined) {
        whole = entry.files === count && entry.id === id;
        continue;
      }
      let text = entry.text;
      if (entry.parts) {
        text = join(entry.parts, before).join("\n");
      }
      const body = entry.base64 === undefined ? new TextEncoder().encode(text) : bytesOf(entry.base64);
      if ((await sha256(body)) !== entry.sha256) throw new Error(entry.path + " did not arrive as it was packed");
      count += 1;
      yield { path: entry.path, type: entry.type, headers: head.headers, body: body };
    }
    if (!whole) throw new Error("the packed site is not whole, or of another build");
  }

  global.__continuity_unpack = unpack;
})(self);
