// Small tools to make parts of a page. Words from plans and people go in as text, never as markup.
var continuityDom = (function () {
  "use strict";

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }

  function button(words, act, attributes) {
    const made = element("button", { type: "button", class: "ct-button", ...attributes }, words);
    made.addEventListener("click", act);
    return made;
  }

  let count = 0;

  // A labelled box; `problem(text)` shows below it, and is read out; the focus goes to the box unless `back` is false.
  function field(words, attributes, hint) {
    const id = "ct-run-" + (count += 1);
    const box = element(attributes.tag || "input", { type: "text", autocomplete: "off", ...attributes, tag: null, id, class: "ct-filter", "aria-describedby": id + "-says" });
    const says = element("p", { id: id + "-says", class: "ct-says" }, hint || "");
    const wrap = element("div", { class: "ct-field" }, element("label", { for: id }, words), box, says);
    return {
      wrap, box,
      problem(text, back = true) {
        says.textContent = text || hint || "";
        says.classList.toggle("ct-wrong", Boolean(text));
        box.setAttribute("aria-invalid", String(Boolean(text)));
        if (text && back) box.focus();
      },
    };
  }

  const placeOf = (one) => one.closest("dialog, .ct-step, .ct-run");
  const nameOf = (one) => one.getAttribute("aria-label") || one.textContent.trim();

  // Gives the focus to what goes by the name of `gone` where that stood, else to what `otherwise` finds, else to that place.
  function refocus(gone, place, otherwise) {
    if (!place || !place.isConnected) return;
    const name = nameOf(gone), same = [...place.querySelectorAll(gone.tagName)].find((one) => nameOf(one) === name);
    (same || (otherwise && otherwise()) || (place.matches("dialog") ? place.querySelector("h2") : place)).focus();
  }

  // Draws anew without taking the focus from whoever works by keyboard.
  function keepFocus(draw, otherwise) {
    const held = document.activeElement, place = held && placeOf(held);
    draw();
    if (held && !held.isConnected) refocus(held, place, otherwise);
  }

  // A sheet over the page that the Escape key closes; the focus goes back to where it was, also where that was drawn anew. Removed when closed.
  function sheet(title, ...children) {
    const id = "ct-run-" + (count += 1);
    const close = button("Close", () => made.close(), { class: "ct-button ct-close" });
    const body = element("div", { class: "ct-sheet-body" }, ...children);
    const made = element("dialog", { class: "ct-sheet ct-page", "aria-labelledby": id }, element("div", { class: "ct-sheet-head" }, element("h2", { id, tabindex: "-1" }, title), close), body);
    // In the typeset part of the page, so that it looks like it.
    (document.querySelector(".ct-page") || document.body).append(made);
    const opener = document.activeElement, place = opener && placeOf(opener);
    made.addEventListener("close", () => {
      made.remove();
      if (opener && !opener.isConnected && document.activeElement === document.body) refocus(opener, place);
    });
    made.addEventListener("click", (event) => { if (event.target === made) made.close(); });
    made.showModal();
    made.querySelector("h2").focus();
    return { made, body, close: () => made.close() };
  }

  // Puts text where it can be pasted. Where the browser gives no clipboard (no TLS, a page from a disk) the old way, and when that fails too: false.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = element("textarea", { readonly: true, class: "ct-offscreen", "aria-hidden": "true", tabindex: "-1" });
      box.value = text;
      const before = document.activeElement;
      (document.querySelector("dialog[open]") || document.body).append(box);
      box.select();
      let done = false;
      try { done = document.execCommand("copy"); } catch { /* Then there is no way. */ }
      box.remove();
      if (before instanceof HTMLElement) before.focus();
      return done;
    }
  }

  function copyButton(words, text, attributes) {
    const made = button(words, async () => {
      made.textContent = (await copy(text())) ? "✓ Copied" : "Not copied: select it by hand";
      setTimeout(() => { made.textContent = words; }, 3000);
    }, attributes);
    made.setAttribute("aria-live", "polite");
    return made;
  }

  function download(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  return { element, button, field, keepFocus, sheet, copyButton, download };
})();
