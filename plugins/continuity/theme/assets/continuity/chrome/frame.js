// What the theme's script does for a page, on pages that do without it: colours, the menu, where one is on the page, the way back up.
(function () {
  "use strict";

  if (document.getElementById("__config")) return; // the theme's own script is here
  document.documentElement.classList.replace("no-js", "js");

  // The switch of colours. Only a choice is kept: who chose nothing follows the device.
  function colours() {
    const inputs = Array.from(document.querySelectorAll("input[name=__palette]"));
    if (!inputs.length) return;

    function show(index) {
      inputs.forEach((input, at) => {
        input.checked = at === index;
        if (input.nextElementSibling instanceof HTMLLabelElement) input.nextElementSibling.hidden = at !== index;
      });
      continuityPalette.wear(continuityPalette.options[index]);
    }

    function follow() {
      const stored = window.__md_get("__palette");
      show(stored && inputs[stored.index] ? stored.index : continuityPalette.preferred());
    }

    inputs.forEach((input, index) => {
      input.addEventListener("change", () => {
        show(index);
        window.__md_set("__palette", { index, color: continuityPalette.options[index] });
      });
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        const next = inputs[(index + 1) % inputs.length];
        next.click();
        next.focus();
      });
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
    follow();
  }

  // The menu goes when a link in it leads to this same page; folded parts of the theme's open from the keyboard.
  function menu() {
    const box = document.getElementById("__drawer"), bar = document.querySelector(".md-sidebar--primary, .md-tabs");
    if (!box || !bar) return;
    bar.addEventListener("click", (event) => {
      if (box.checked && event.target instanceof Element && event.target.closest("a[href]")) box.click();
    });
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLLabelElement) event.target.click();
    });
    bar.addEventListener("change", (event) => {
      const list = document.querySelector("[aria-labelledby='" + event.target.id + "_label']");
      if (list) list.setAttribute("aria-expanded", String(event.target.checked));
    });
  }

  // The part of the contents that is being read, which the address says too where the site wants that.
  function contents(list) {
    const links = Array.from(list.querySelectorAll("a")), scrolled = list.querySelector(".md-sidebar__scrollwrap") || list;
    const places = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const tells = document.querySelector("script[data-track]");
    let last = -1;
    return function mark() {
      if (!list.offsetParent) return;
      let current = -1;
      places.forEach((place, at) => { if (place && place.getBoundingClientRect().top < 100) current = at; });
      if (current === last) return;
      last = current;
      links.forEach((link, at) => {
        link.classList.toggle("md-nav__link--passed", at <= current);
        link.classList.toggle("md-nav__link--active", at === current);
      });
      if (tells) history.replaceState(history.state, "", current < 0 ? location.pathname + location.search : links[current].hash);
      if (scrolled && current >= 0 && scrolled.scrollHeight > scrolled.clientHeight) {
        scrolled.scrollTop += links[current].getBoundingClientRect().top - scrolled.getBoundingClientRect().top - scrolled.clientHeight / 2;
      }
    };
  }

  // The header has a shadow once something lies under it, and says the page's name once the heading has gone.
  function header() {
    const bar = document.querySelector(".md-header"), title = document.querySelector(".md-header__title");
    const main = document.querySelector(".md-main"), name = document.querySelector("h1");
    const always = bar && bar.classList.contains("md-header--lifted");
    return function mark() {
      if (!bar || !main) return;
      bar.classList.toggle("md-header--shadow", always || main.getBoundingClientRect().top <= bar.offsetHeight);
      if (title && name) title.classList.toggle("md-header__title--active", name.getBoundingClientRect().bottom < bar.offsetHeight);
    };
  }

  // Offered to whoever has begun to go back up.
  function top() {
    const button = document.querySelector(".md-top");
    let last = scrollY;
    if (button) {
      button.tabIndex = -1;
      button.addEventListener("click", () => scrollTo({ top: 0 }));
    }
    return function mark() {
      if (!button || scrollY === last) return;
      button.hidden = !(scrollY < last && scrollY > innerHeight / 2);
      button.tabIndex = button.hidden ? -1 : 0;
      last = scrollY;
    };
  }

  colours();
  menu();
  const marks = [...Array.from(document.querySelectorAll(".md-sidebar--secondary"), contents), header(), top()];
  let waiting = false;
  function mark() {
    waiting = false;
    marks.forEach((one) => one());
  }
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(mark);
  }, { passive: true });
  requestAnimationFrame(mark);
})();
