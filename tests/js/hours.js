// Asks the theme's hours script: from standard input a list of [hours, day, minute], to standard output whether each is inside.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const script = path.join(__dirname, "..", "..", "plugins", "continuity", "theme", "assets", "continuity", "hours.js");
const context = vm.createContext({ Intl });
vm.runInContext(fs.readFileSync(script, "utf8"), context);
const { spans, covers } = context.continuityHours;
const questions = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map(([hours, day, minute]) => covers(spans(hours), day, minute))));
