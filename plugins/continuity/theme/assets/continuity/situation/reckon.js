// What follows when things fail: the same reckoning as the program's, on the numbers the build wrote. Knows no page, so that it can be tested by itself.
var continuitySituation = (function () {
  "use strict";

  let given = null;
  const waiting = [];

  const STOPS = 1, WAITS = 2;
  const TANGLE = 400;

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

  // Waves over what stopped and can be brought back: of several ways the first to come is enough. Circles are opened where it is easiest.
  function order(map, members) {
    const open = new Map(members.map((node) => [node, []]));
    for (const bond of map.bonds) if (bond.waits && open.has(bond.source) && bond.targets.every((target) => open.has(target))) open.get(bond.source).push(bond);
    const left = new Map(), base = new Map(), wave = new Map(), arrived = new Set(), sequence = [], broken = [];
    const queue = [];
    const counted = (node) => (map.nodes[node].kind === "service" ? 1 : 0);
    const come = (node) => queue.push({ node, number: (base.get(node) || 0) + counted(node) });

    // One thing less to wait for.
    function arrive(bond, number) {
      arrived.add(bond);
      base.set(bond.source, Math.max(base.get(bond.source) || 0, number));
      left.set(bond.source, left.get(bond.source) - 1);
      if (left.get(bond.source) === 0) come(bond.source);
    }

    function leads(from, goal) {
      const seen = new Set(), next = [from];
      while (next.length) {
        const node = next.pop();
        if (node === goal) return true;
        if (seen.has(node) || wave.has(node)) continue;
        seen.add(node);
        for (const bond of open.get(node)) if (!arrived.has(bond)) next.push(...bond.targets);
      }
      return false;
    }

    for (const [node, bonds] of open) {
      left.set(node, bonds.length);
      if (!bonds.length) come(node);
    }
    while (sequence.length < members.length) {
      if (!queue.length) {
        const stuck = members.flatMap((node) => open.get(node).filter((bond) => !arrived.has(bond)));
        // In a tangle of hundreds nobody could follow which circle is which; then what is nearest to coming free is opened.
        const inCircle = stuck.length > TANGLE ? [] : stuck.filter((bond) => bond.targets.every((target) => leads(target, bond.source)));
        const easier = (a, b) => (b.ease - a.ease || (b.tolerates || 0) - (a.tolerates || 0) || left.get(a.source) - left.get(b.source)) > 0;
        const out = (inCircle.length ? inCircle : stuck).reduce((a, b) => (easier(a, b) ? b : a));
        broken.push(out);
        open.set(out.source, open.get(out.source).filter((bond) => bond !== out));
        arrive(out, 0);
        continue;
      }
      let first = 0;
      for (let i = 1; i < queue.length; i++) if (queue[i].number < queue[first].number) first = i;
      const { node, number } = queue.splice(first, 1)[0];
      wave.set(node, number);
      sequence.push(node);
      for (const bond of map.users[node]) {
        if (bond.waits && !arrived.has(bond) && open.has(bond.source) && open.get(bond.source).includes(bond)) arrive(bond, number);
      }
    }
    return { wave, sequence, broken, open };
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
