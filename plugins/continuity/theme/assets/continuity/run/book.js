// Reads from a runbook's page what a run of it needs: the steps with their figures and words, what is asked once, messages and their clocks.
var continuityBook = (function () {
  "use strict";

  const number = (text) => (text === undefined ? null : Number(text));
  const list = (text) => (text ? text.split(" ") : []);
  const words = (place) => (place ? place.textContent.trim().replace(/[ \t]+/g, " ") : "");

  // A command as [text, is a name] in turn. A name is remembered where it stands, since what is filled in takes its place.
  function parts(code) {
    return Array.from(code.childNodes, (node) => {
      if (node.nodeName !== "VAR") return [node.textContent, false];
      node.dataset.name = node.textContent.slice(2, -2);
      return [node.dataset.name, true];
    });
  }

  const idOf = (item) => item.id.slice("step-".length);

  function step(item, index, items) {
    const within = (selector) => item.querySelector(":scope > " + selector);
    const commands = Array.from(item.querySelectorAll(".ct-command"), (place) => ({ on: words(place.querySelector("p")), parts: parts(place.querySelector("code")) }));
    return {
      id: idOf(item), number: index + 1, hash: item.dataset.hash,
      follows: item.dataset.after === undefined ? items.slice(0, index).slice(-1).map(idOf) : list(item.dataset.after),
      worst: number(item.dataset.worst), irreversible: item.classList.contains("ct-irreversible"),
      options: Array.from(item.querySelectorAll(".ct-options > li"), (option) => ({ answer: words(option.querySelector("strong")), step: option.dataset.then })),
      undo: words(within(".ct-undo > :last-child")),
      text: {
        warning: words(within(".ct-warning > :last-child")), approval: words(within(".ct-approval")).replace(/^\W+/, ""),
        do: words(within(".ct-do")), who: words(item.querySelector(".ct-who")), commands, expect: words(within(".ct-expect > :last-child")),
        ifNot: words(item.querySelector(".ct-if-not > p")),
      },
    };
  }

  function read(section) {
    const { dataset } = section;
    return {
      id: dataset.runbook, title: words(document.querySelector("h1")), zone: dataset.zone,
      rto: number(dataset.rto), authorise: number(dataset.authorise), services: list(dataset.services), scenarios: list(dataset.scenarios), plan: dataset.plan || "",
      severities: JSON.parse(dataset.severities || "[]"),
      steps: Array.from(section.querySelectorAll(".ct-step")).map(step),
      fields: Array.from(section.querySelectorAll("[data-placeholder]"), ({ dataset: asked }, index) => ({
        name: asked.placeholder, index, pattern: asked.pattern || "", example: asked.example || "", default: asked.default || "", secret: asked.secret !== undefined,
      })),
      messages: Array.from(section.querySelectorAll(".ct-due-messages li"), (item) => ({
        title: words(item), path: item.querySelector("a").getAttribute("href"), within: number(item.dataset.within), clock: item.dataset.clock,
        repeat: item.dataset.repeat === undefined ? null : number(item.dataset.repeat),
      })),
    };
  }

  return { read };
})();
