// What is filled into commands. A value ends up in a shell, so what a shell would take for its own is refused whatever the plan allows.
var continuityValues = (function () {
  "use strict";

  const HAZARD = /[\u0000-\u001f\u007f-\u009f\u2028\u2029`$;&|<>\\"'(){}!*?#~]/;
  const PLAIN = /^[A-Za-z0-9_./:@%+,=][A-Za-z0-9_./:@%+,=-]*$/;

  // Why a value may not be filled in; empty when it may.
  function problem(field, value) {
    if (!value) return "Fill this in";
    const sign = HAZARD.exec(value);
    if (sign) return sign[0] < " " ? "No line breaks or control signs" : "“" + sign[0] + "” may not stand in a command";
    let pattern = null;
    try {
      pattern = field.pattern ? new RegExp("^(?:" + field.pattern + ")$", "u") : null;
    } catch {
      // A pattern that only other programs understand: then only plain signs pass.
    }
    if (pattern ? pattern.test(value) : PLAIN.test(value)) return "";
    return field.example ? "Should look like " + field.example : "Does not look right";
  }

  // A command with its values in place; `missing` are names without a value.
  function fill(parts, answers) {
    const missing = parts.filter(([text, isName]) => isName && !answers[text]).map(([text]) => text);
    return { text: parts.map(([text, isName]) => (isName ? answers[text] || "{{" + text + "}}" : text)).join(""), missing: [...new Set(missing)] };
  }

  // What the plan proposes, as far as it may be filled in.
  const defaults = (fields) => Object.fromEntries(fields.filter((field) => field.default && !field.secret && !problem(field, field.default)).map((field) => [field.name, field.default]));

  return { problem, fill, defaults };
})();
