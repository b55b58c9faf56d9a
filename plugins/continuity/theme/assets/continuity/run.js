// Lets a runbook be worked on its page: what that takes comes on pages that have steps.
(function () {
  "use strict";

  const section = document.querySelector(".ct-runbook");
  if (!section || typeof HTMLDialogElement === "undefined") return;
  const root = new URL("../../", document.currentScript.src);
  const folder = new URL("assets/continuity/run/", root);

  function load(tag, attributes) {
    return new Promise((done, failed) => {
      const made = Object.assign(document.createElement(tag), attributes);
      made.onload = done;
      made.onerror = failed;
      document.head.append(made);
    });
  }

  Promise.all([
    load("link", { rel: "stylesheet", href: new URL("run.css", folder).href }),
    load("script", { src: new URL("all.js", folder).href }),
  ]).then(() => continuityRunbook(section, root), () => {
    section.querySelector(".ct-run").textContent = "What is needed to tick steps here could not be loaded. All steps stand below.";
  });
})();
