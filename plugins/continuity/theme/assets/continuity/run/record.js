// The log of a run, to be kept: as Markdown for people, and as a file of plan data, which loads as it is.
var continuityRecord = (function () {
  "use strict";

  const stamp = (at) => new Date(at).toISOString().slice(0, 19) + "+00:00";
  // The day where the organisation is.
  const day = (at, zone) => continuityTimes.parts(at, zone).day;

  // A text in double quotes, as YAML and JSON both read it; signs that no text should hold are left out.
  const quoted = (text) => JSON.stringify(text.replace(/[\ud800-\udfff]/gu, "\ufffd").replace(/[\u0000-\u0008\u000b-\u001f]/g, " ")).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"));

  // Whole minutes, at least one: plan data counts no less in what was measured.
  function duration(milliseconds) {
    const minutes = Math.max(1, Math.round(milliseconds / 60000));
    const hours = Math.floor(minutes / 60), rest = minutes % 60;
    return (hours ? hours + "h" : "") + (rest || !hours ? rest + "m" : "");
  }

  function slug(text) {
    return text.toLowerCase().normalize("NFD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40).replace(/-+$/, "") || "run";
  }

  function measured(run) {
    const { started, recovered } = run.moments;
    return started === undefined || recovered === undefined || recovered < started ? "unknown" : duration(recovered - started);
  }

  function results(run, book) {
    return book.services.map((service) => "  - {service: " + service + ", rta: " + measured(run) + ", runbooks: [" + book.id + "]}");
  }

  function summary(run, book) {
    const counts = { done: 0, skipped: 0, deferred: 0 };
    for (const mark of Object.values(run.marks)) counts[mark.state] += 1;
    return book.title + ": " + counts.done + " of " + book.steps.length + " steps done, " + counts.skipped + " skipped, " + counts.deferred + " put off" +
      (run.ended ? "; " + run.ended.state : "; not ended") + ".";
  }

  // { path below the plans folder, text }.
  function planFile(run, book) {
    const live = run.kind === "live";
    const when = run.moments.started === undefined ? run.started : run.moments.started;
    const lines = ["title: " + quoted(run.name || book.title)];
    if (live) {
      if (run.severity) lines.push("severity: " + run.severity);
    } else {
      lines.push("kind: " + run.kind, "held: " + day(run.started, book.zone), "took: " + duration((run.ended ? run.ended.at : run.touched) - run.started));
    }
    if (book.scenarios.length === 1) lines.push("scenario: " + book.scenarios[0]);
    if (book.plan) lines.push("plan: " + book.plan);
    if (live) {
      const times = ["started", "detected", "invoked", "recovered"].filter((name) => run.moments[name] !== undefined);
      if (times.length) lines.push("times:", ...times.map((name) => "  " + name + ": " + stamp(run.moments[name])));
      if (book.services.length) lines.push("services:", ...results(run, book));
    } else if (book.services.length) {
      lines.push("services: [" + book.services.join(", ") + "]", "results:", ...results(run, book));
    }
    lines.push("summary: " + quoted(summary(run, book)));
    if (live) lines.push("log:", ...run.log.map((line) => "  - {at: " + stamp(line.at) + ", text: " + quoted(line.text) + "}"));
    else lines.push("notes: " + quoted(run.log.map((line) => stamp(line.at) + " " + line.text).join("\n")));
    return { path: (live ? "incidents/" : "exercises/") + day(when, book.zone) + "-" + slug(run.name || book.title) + ".yaml", text: lines.join("\n") + "\n" };
  }

  // Signs that Markdown would take for its own.
  const plain = (text) => text.replace(/[\\`*_{}[\]<>#|!&]/g, "\\$&").replace(/\s+/g, " ");

  function markdown(run, book) {
    const lines = ["# " + plain(run.name || book.title), "", plain(summary(run, book)), ""];
    for (const [name, at] of Object.entries(run.moments)) lines.push("- " + name + ": " + stamp(at));
    const undone = run.undo.filter((item) => item.cleared === null);
    if (undone.length) lines.push("", "Still to be undone:", "", ...undone.map((item) => "- step " + item.number + ": " + plain(item.text)));
    lines.push("", "## Log", "", ...run.log.map((line) => "- " + stamp(line.at) + " " + plain(line.text)), "");
    return lines.join("\n");
  }

  return { planFile, markdown, duration };
})();
