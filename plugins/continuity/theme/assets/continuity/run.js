// Lets a runbook be worked on its page: what that takes comes on pages that have steps.
(function () {
  "use strict";

  const section = document.querySelector(".ct-runbook");
  if (!section || typeof HTMLDialogElement === "undefined") return;
  const folder = new URL("run/", document.currentScript.src);

  function load(tag, attributes) {
    return new Promise((done, failed) => {
      const made = Object.assign(document.createElement(tag), attributes);
      made.onload = done;
      made.onerror = failed;
      document.head.append(made);
    });
  }

  const names = ["times", "state", "values", "record", "handover", "dom", "store", "book", "strip", "sheets", "steps", "main"];
  Promise.all([
    load("link", { rel: "stylesheet", href: new URL("run.css", folder).href }),
    ...names.map((name) => load("script", { async: false, src: new URL(name + ".js", folder).href })),
  ]).then(() => continuityRunbook(section, new URL("../../../", folder)), () => {
    section.querySelector(".ct-run").textContent = "What is needed to tick steps here could not be loaded. All steps stand below.";
  });
})();
