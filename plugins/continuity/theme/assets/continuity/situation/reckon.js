// What follows when things fail: the same reckoning as the program's, on the numbers the build wrote. Knows no page, so that it can be tested by itself.
var continuitySituation = (function () {
  "use strict";

  let given = null;
  const waiting = [];

  const STOPS = 1, WAITS = 2;

  function prepare(data) {
    const nodes = data.nodes.map(([kind, id, name, path, takes, due]) => ({ kind, id, name, path, takes, due, ref: kind + "/" + id }));
    const bonds = data.bonds.map(([source, targets, tolerates, uses, ease]) => ({
      source, targets: [].concat(targets), tolerates, stops: (uses & STOPS) > 0, waits: (uses & WAITS) > 0, ease,
    }));
    const users = nodes.map(() => []);
    for (const bond of bonds) for (const target of bond.targets) users[target].push(bond);
    const books = data.books.map(([title, path, services, scenarios]) => ({ title, path, services, scenarios }));
    return { nodes, bonds, users, books, host: data.host, byRef: new Map(nodes.map((node, index) => [node.ref, index])) };
  }

  // What stops: by number, seconds from the loss (null: nobody knows when) and the bonds that were cut. A bond is cut when all its targets are gone.
  function spread(map, lost) {
    const stopped = new Map(), left = new Map();
    let due = lost.map((node) => ({ at: 0, known: true, node }));
    while (due.length) {
      let first = 0;
      for (let i = 1; i < due.length; i++) if (due[i].at < due[first].at) first = i;
      const { at, known, node } = due.splice(first, 1)[0];
      if (stopped.has(node)) continue;
      stopped.set(node, known ? at : null);
      for (const bond of map.users[node]) {
        if (!bond.stops) continue;
        const still = (left.has(bond) ? left.get(bond) : bond.targets.length) - 1;
        left.set(bond, still);
        if (still === 0 && !stopped.has(bond.source)) due.push({ at: at + (bond.tolerates || 0), known: known && bond.tolerates !== null, node: bond.source });
      }
    }
    const cut = new Map([...stopped.keys()].map((node) => [node, []]));
    for (const bond of map.bonds) if (bond.stops && cut.has(bond.source) && bond.targets.every((target) => stopped.has(target))) cut.get(bond.source).push(bond);
    return { stopped, cut };
  }

  // Whether something stays lost until somebody makes up for it: what was named and is no service, and what hangs on nothing else.
  function lasting(map, found, declared) {
    const known = new Map();
    function ask(node) {
      if (known.has(node)) return known.get(node);
      known.set(node, false);
      const stays = map.nodes[node].kind !== "service"
        && (declared.has(node) || found.cut.get(node).some((bond) => bond.targets.every(ask)));
      known.set(node, stays);
      return stays;
    }
    return ask;
  }

  // Which stopped services need hands: those named, and those whose ground is gone for good. All others come back with what they need.
  function toWork(map, found, lost) {
    const declared = new Set(lost), stays = lasting(map, found, declared);
    const services = [...found.stopped.keys()].filter((node) => map.nodes[node].kind === "service");
    return new Set(services.filter((node) => declared.has(node) || found.cut.get(node).some((bond) => bond.targets.every(stays))));
  }

  // Waves over what stopped and can be brought back. Circles are opened where it is easiest.
  function order(map, members) {
    const inside = new Set(members);
    const open = new Map(members.map((node) => [node, []]));
    for (const bond of map.bonds) if (bond.waits && inside.has(bond.source) && bond.targets.every((target) => inside.has(target))) open.get(bond.source).push(bond);
    const wave = new Map(), sequence = [], broken = [], base = new Map();
    const rest = new Set(members);
    const isReady = (bond) => bond.targets.some((target) => wave.has(target));
    const counted = (node) => (map.nodes[node].kind === "service" ? 1 : 0);
    while (rest.size) {
      let best = -1, number = Infinity;
      for (const node of rest) {
        if (!open.get(node).every(isReady)) continue;
        // Of several ways the first to come is enough.
        const after = Math.max(0, ...open.get(node).map((bond) => Math.min(...bond.targets.filter((target) => wave.has(target)).map((target) => wave.get(target)))));
        if (after + counted(node) < number) { best = node; number = after + counted(node); }
      }
      if (best < 0) {
        const stuck = [...rest].flatMap((node) => open.get(node).filter((bond) => !isReady(bond)));
        const inCircle = stuck.filter((bond) => bond.targets.every((target) => leads(target, bond.source)));
        const out = (inCircle.length ? inCircle : stuck).reduce((a, b) => (b.ease - a.ease || (b.tolerates || 0) - (a.tolerates || 0)) > 0 ? b : a);
        broken.push(out);
        open.set(out.source, open.get(out.source).filter((bond) => bond !== out));
        continue;
      }
      wave.set(best, number);
      base.set(best, open.get(best));
      sequence.push(best);
      rest.delete(best);
    }
    function leads(from, goal) {
      const seen = new Set(), queue = [from];
      while (queue.length) {
        const node = queue.pop();
        if (node === goal) return true;
        if (seen.has(node) || !rest.has(node)) continue;
        seen.add(node);
        for (const bond of open.get(node)) if (!isReady(bond)) queue.push(...bond.targets);
      }
      return false;
    }
    return { wave, sequence, broken, open: base };
  }

  // Earliest finish of each in seconds, what it waited for last, and whether a time on the way is unknown (then the figure is "at least").
  function finish(map, ordered) {
    const done = new Map();
    for (const node of ordered.sequence) {
      let from = -1, at = 0, sure = true;
      for (const bond of ordered.open.get(node)) {
        let first = null;
        for (const target of bond.targets) {
          const other = done.get(target);
          if (other && (first === null || other.at < first.at)) first = { at: other.at, sure: other.sure, node: target };
        }
        if (first) {
          sure = sure && first.sure;
          if (first.at >= at) { at = first.at; from = first.node; }
        }
      }
      const { takes } = map.nodes[node];
      done.set(node, { at: at + (takes || 0), sure: sure && takes !== null, from });
    }
    return done;
  }

  // All that follows from a loss, ready to be shown. Numbers are those of map.nodes; runbooks written for other scenarios stand apart.
  function reckon(map, lost, scenario) {
    const found = spread(map, lost);
    const stops = [...found.stopped.keys()];
    const work = toWork(map, found, lost);
    // Sites and vendors are not brought back from here.
    const ordered = order(map, stops.filter((node) => map.nodes[node].kind !== "site" && map.nodes[node].kind !== "vendor"));
    const done = finish(map, ordered);
    const services = ordered.sequence.filter((node) => map.nodes[node].kind === "service");
    const path = [];
    if (services.length) {
      let node = services.reduce((a, b) => (done.get(b).at > done.get(a).at ? b : a));
      for (; node >= 0; node = done.get(node).from) if (map.nodes[node].kind === "service") path.unshift(node);
    }
    const waves = [];
    for (const node of services) (waves[ordered.wave.get(node) - 1] ||= []).push(node);
    const urgency = (node) => (map.nodes[node].due === null ? Infinity : map.nodes[node].due);
    for (const members of waves) if (members) members.sort((a, b) => urgency(a) - urgency(b) || a - b);
    const fits = (book) => !scenario || !book.scenarios.length || book.scenarios.includes(scenario);
    const worked = map.books.filter((book) => book.services.some((node) => work.has(node)));
    return {
      stopped: found.stopped, services, work, waves: waves.filter(Boolean), done, path, broken: ordered.broken,
      unusable: stops.filter((node) => ["channel", "resource"].includes(map.nodes[node].kind)),
      books: worked.filter(fits),
      others: worked.filter((book) => !fits(book)),
      folded: map.books.filter((book) => book.services.some((node) => found.stopped.has(node)) && !book.services.some((node) => work.has(node))),
      hostDown: map.host !== null && found.stopped.has(map.host),
    };
  }

  return {
    chart(data) {
      given = prepare(data);
      waiting.splice(0).forEach((tell) => tell(given));
    },
    ready(tell) {
      if (given) tell(given);
      else waiting.push(tell);
    },
    reckon,
  };
})();
