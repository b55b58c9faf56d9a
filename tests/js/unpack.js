// Takes a packed site from standard input apart and prints its files, or why that cannot be done.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { Readable } = require("node:stream");
const vm = require("node:vm");

globalThis.self = globalThis;
vm.runInThisContext(fs.readFileSync(path.join(__dirname, "../../plugins/continuity/theme/assets/continuity/offline/unpack.js"), "utf8"));

async function main() {
  const stream = Readable.toWeb(Readable.from(chunks(fs.readFileSync(0))));
  const found = [];
  try {
    for await (const file of globalThis.__continuity_unpack(stream, process.argv[2])) {
      found.push({ path: file.path, type: file.type, headers: file.headers, body: Buffer.from(file.body).toString("base64") });
    }
  } catch (error) {
    process.stdout.write(JSON.stringify({ error: String(error.message || error) }));
    return;
  }
  process.stdout.write(JSON.stringify({ files: found }));
}

// Small chunks of odd sizes, as a network brings them.
function* chunks(bytes) {
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 1021 + 1) yield bytes.subarray(at, at + size);
}

main();
