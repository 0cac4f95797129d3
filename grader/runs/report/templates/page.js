// The list of a run: sorting, filtering, searching, and the details of a submission. What is needed is loaded when it
// is needed, as scripts, for a page that was opened from a disk may load nothing else. Names, quotes and reasons are
// words of others: they are put into the page as text alone.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const about = JSON.parse(byId("about").textContent);
  const table = byId("table"), body = table.tBodies[0], status = byId("status"), form = byId("choose");
  if (!("DecompressionStream" in window)) return; // the first page stays as it is

  // ---- Loading

  const awaited = new Map(), parts = new Map();
  window.part = (name, text) => {
    awaited.get(name)?.(text);
    awaited.delete(name);
  };

  /** The bytes of data/NAME.js, loaded once. */
  function load(name) {
    if (!parts.has(name)) {
      parts.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        const fail = () => {
          parts.delete(name);
          awaited.delete(name);
          reject(new Error(`data/${name}.js is not there, or not whole`));
        };
        awaited.set(name, (text) => unpacked(text).then(resolve, fail));
        script.onerror = fail;
        script.onload = () => {
          script.remove();
          if (awaited.has(name)) fail();
        };
        script.src = `data/${name}.js`;
        document.head.append(script);
      }));
    }
    return parts.get(name);
  }

  function fromBase64(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text), bytes = new Uint8Array(letters.length);
    for (let n = 0; n < letters.length; n++) bytes[n] = letters.charCodeAt(n);
    return bytes;
  }

  function unpacked(text) {
    const stream = new Blob([fromBase64(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).arrayBuffer();
  }

  const opened = new Map();

  /** What a part holds, opened once. Of details only the latest are kept. */
  async function open(name, how) {
    if (!opened.has(name)) opened.set(name, load(name).then(how));
    try {
      return await opened.get(name);
    } catch (error) {
      opened.delete(name);
      throw error;
    }
  }

  const fromJson = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
  const column = (id) => open(`c-${id}`, (b) => b.byteLength === 4 * about.size ? new Int32Array(b) : new Int16Array(b));
  const nameShard = (n) => open(`n-${n}`, fromJson);
  const nameOf = async (row) => (await nameShard(Math.floor(row / about.names)))[row % about.names];

  async function detailOf(row) {
    const name = `d-${Math.floor(row / about.details)}`, details = await open(name, fromJson);
    for (const old of [...opened.keys()].filter((k) => k.startsWith("d-") && k !== name).slice(0, -8)) {
      opened.delete(old);
      parts.delete(old);
    }
    return details[row % about.details];
  }

  let lowered;

  /** All names in small letters: a search looks through them. */
  function allNames() {
    lowered ??= Promise.all(Array.from({ length: Math.ceil(about.size / about.names) }, (_, n) => nameShard(n)))
      .then((shards) => shards.flat().map((name) => name.toLowerCase()));
    lowered.catch(() => { lowered = undefined; });
    return lowered;
  }

  // ---- Choosing and ordering

  const chosen = { by: "name", falling: false, page: 0 };
  let rows = null; // of those that are chosen, in order; null: all by name, as the page came

  const field = (name) => form.elements[name].value.trim();
  const tenths = (name) => field(name) === "" || isNaN(field(name)) ? null : Math.round(10 * Number(field(name)));

  /** Tests by row of what is asked for, each with its column loaded. */
  async function tests() {
    const found = [];
    for (const id of ["state", "band", "kind"]) {
      if (field(id) === "") continue;
      const values = await column(id), wanted = Number(field(id));
      found.push((row) => values[row] === wanted);
    }
    if (field("warning") !== "") {
      const values = await column("warnings"), wanted = Number(field("warning"));
      const has = about.combinations.map((codes) => codes.includes(wanted));
      found.push((row) => has[values[row]]);
    }
    const least = tenths("from"), most = tenths("to");
    if (least !== null || most !== null) {
      const values = await column("total");
      found.push((row) => values[row] >= Math.max(least ?? 0, 0) && values[row] <= (most ?? 1000));
    }
    const words = field("name").toLowerCase();
    if (words !== "") {
      const names = await allNames();
      found.push((row) => names[row].includes(words));
    }
    return found;
  }

  async function ordered() {
    const asked = await tests();
    let found = new Uint32Array(about.size), n = 0;
    for (let row = 0; row < about.size; row++) if (asked.every((test) => test(row))) found[n++] = row;
    found = found.subarray(0, n);
    if (chosen.by !== "name") return sorted(found, await column(chosen.by));
    return chosen.falling ? found.reverse() : found;
  }

  /** By value, equals by name, those without a value last. Value and row are one number: such an array sorts fast. */
  function sorted(found, values) {
    const most = 2 ** 31 - 1, span = 2 ** 22, keys = new Float64Array(found.length), without = [];
    let n = 0;
    for (const row of found) {
      if (values[row] < 0) without.push(row);
      else keys[n++] = (chosen.falling ? most - values[row] : values[row]) * span + row;
    }
    keys.subarray(0, n).sort();
    const result = new Uint32Array(found.length);
    for (let at = 0; at < n; at++) result[at] = keys[at] - Math.floor(keys[at] / span) * span;
    result.set(without, n);
    return result;
  }

  // ---- Showing

  const make = (tag, more = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(more)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const english = new Intl.NumberFormat("en"), counted = (n) => english.format(n);
  const noun = (n) => n === 1 ? "submission" : "submissions";
  const pages = () => Math.max(1, Math.ceil((rows ? rows.length : about.size) / about.page));

  function cell(at, value) {
    const { words, per } = about.columns[at];
    if (words) return make("td", {}, words[value] ?? "–");
    const digits = per === 100 ? 2 : per === 10 ? 1 : 0;
    return make("td", { class: "figure" }, value < 0 ? "–" : digits ? (value / per).toFixed(digits) : counted(value));
  }

  function named(row, name) {
    const button = make("button", { type: "button", class: "open", "aria-expanded": "false" }, make("bdi", {}, name));
    button.addEventListener("click", () => toggle(button, row, name));
    return make("th", { scope: "row" }, button);
  }

  let turn = 0;

  /** Find the rows again if asked to, and show the page that is chosen. A later call overtakes an earlier one. */
  async function show(anew) {
    const mine = ++turn;
    table.setAttribute("aria-busy", "true");
    const late = setTimeout(() => { status.textContent = "Reading …"; }, 300);
    try {
      const found = anew || !rows ? await ordered() : rows;
      if (mine !== turn) return;
      rows = found;
      chosen.page = Math.min(chosen.page, pages() - 1);
      const here = [...rows.subarray(chosen.page * about.page, (chosen.page + 1) * about.page)];
      const values = await Promise.all(about.columns.map((c) => column(c.id)));
      const names = await Promise.all(here.map(nameOf));
      if (mine !== turn) return;
      body.replaceChildren(...here.map((row, n) =>
        make("tr", {}, named(row, names[n]), ...values.map((column, at) => cell(at, column[row])))));
      say();
    } catch (error) {
      if (mine === turn) status.textContent = `${error.message}. Is the folder of this page whole?`;
    } finally {
      clearTimeout(late);
      if (mine === turn) table.setAttribute("aria-busy", "false");
    }
  }

  function say() {
    const n = rows.length, heading = chosen.by === "name" ? "name" : byId(`by-${chosen.by}`).textContent;
    const how = chosen.by === "name" ? (chosen.falling ? "from Z to A" : "from A to Z")
      : chosen.falling ? "the highest first" : "the lowest first";
    const first = chosen.page * about.page + 1, last = Math.min(n, first + about.page - 1);
    status.textContent = n === 0 ? "No submission fits. Choose less."
      : `${n === about.size ? counted(n) : `${counted(n)} of ${counted(about.size)}`} ${noun(about.size)}; ` +
        `${counted(first)} to ${counted(last)} by ${heading}, ${how}`;
    for (const head of table.tHead.rows[0].cells) {
      const its = head.firstElementChild.id === `by-${chosen.by}`;
      head.setAttribute("aria-sort", its ? (chosen.falling ? "descending" : "ascending") : "none");
    }
    turnable();
  }

  function turnable() {
    byId("pages").hidden = pages() === 1;
    byId("of").textContent = `of ${counted(pages())}`;
    byId("at").value = chosen.page + 1;
    byId("at").max = pages();
    byId("back").disabled = chosen.page === 0;
    byId("on").disabled = chosen.page >= pages() - 1;
  }

  // ---- Details

  async function toggle(button, row, name) {
    const line = button.closest("tr"), open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      line.nextElementSibling.remove();
      button.removeAttribute("aria-controls");
      return;
    }
    const box = make("div", { class: "about", id: `about-${row}` }, "Reading …");
    line.after(make("tr", { class: "detail" }, make("td", { colspan: about.columns.length + 1 }, box)));
    button.setAttribute("aria-controls", box.id);
    try {
      box.replaceChildren(...detail(await detailOf(row), row, name));
    } catch (error) {
      box.textContent = `${error.message}. Is the folder of this page whole?`;
    }
  }

  function detail(found, row, name) {
    const whole = about.pages === "all" ? !("r" in found) : about.pages.includes(row);
    const head = [make("h3", {}, make("bdi", {}, name))];
    if (whole) head.push(make("p", {}, make("a", { href: `pages/${row + 1}.html` }, "The whole report, with the text")));
    if ("r" in found) return [...head, make("p", {}, found.r || "Not graded yet.")];
    return [...head, ...notes(found), ...next(found.n, found.d.f ?? []), ...criteria(found.d.f ?? [], found.p)];
  }

  function notes(found) {
    const sizes = new Map();
    let whole = 0;
    for (const [step, size] of found.d.s ?? []) {
      if (!(step in about.steps)) continue;
      sizes.set(step, (sizes.get(step) ?? 0) + size);
      whole += size;
    }
    const shares = Object.keys(about.steps).filter((s) => sizes.has(s))
      .map((s) => `${about.steps[s]} ${Math.round(100 * sizes.get(s) / whole)} %`);
    const lines = [...found.c, ...(found.d.w ?? [])].map((words) => make("p", { class: "note" }, words));
    return shares.length ? [...lines, make("p", { class: "aside" }, `Of the text: ${shares.join(", ")}`)] : lines;
  }

  function next(steps, findings) {
    if (steps.length === 0) return [];
    const levels = new Map(findings.map(([id, level]) => [id, level]));
    const items = steps.map(([id, gain]) => {
      const own = about.criteria[id];
      const item = make("li", {}, make("strong", {}, own?.title ?? id));
      if (gain > 0) item.append(" ", make("span", { class: "gain" }, `+${gain} points`));
      const advice = own?.advice[levels.get(id)];
      if (advice) item.append(make("p", { class: "advice" }, advice));
      return item;
    });
    return [make("h4", {}, "What would add most"), make("ol", {}, ...items)];
  }

  function criteria(findings, unprobed) {
    const groups = about.dimensions.map(() => []);
    for (const finding of findings) groups[about.criteria[finding[0]]?.dimension ?? 0].push(finding);
    const shown = groups.map((group, n) => group.length === 0 ? null : make("section", { class: "group" },
      make("h4", {}, about.dimensions[n]), ...group.map((finding) => criterion(finding, unprobed))));
    return [make("div", { class: "groups" }, ...shown.filter((s) => s !== null))];
  }

  function criterion([id, level, quotes, heard], unprobed) {
    const own = about.criteria[id] ?? { title: id, most: 2 };
    const [mark, words] = level === null ? ["–", "not assessed"] : level <= 0 ? ["○", unprobed.includes(id) ? "not probed" : "not shown"]
      : level >= own.most ? ["●", "met"] : ["◐", "in part"];
    const line = make("p", { class: "found" }, make("span", { class: "mark", "aria-hidden": "true" }, mark), own.title,
      " ", make("span", { class: "quiet" }, words));
    return make("div", {}, line, ...quotes.map((q) => quote(q)), ...heard.map((q) => quote(q, "The interviewer said: ")));
  }

  function quote([words, place], before = "") {
    return make("blockquote", { class: "quote" }, make("p", {}, make("bdi", {}, words)),
      make("footer", { class: "quiet" }, before, make("bdi", {}, place)));
  }

  // ---- The page as it came: headings become buttons, names too

  for (const [n, head] of [...table.tHead.rows[0].cells].entries()) {
    const id = n === 0 ? "name" : about.columns[n - 1].id, falls = n > 0 && !about.columns[n - 1].words;
    const button = make("button", { type: "button", id: `by-${id}` }, ...head.childNodes);
    button.addEventListener("click", () => {
      chosen.falling = chosen.by === id ? !chosen.falling : falls;
      chosen.by = id;
      chosen.page = 0;
      show(true);
    });
    head.replaceChildren(button);
  }
  for (const [row, line] of [...body.rows].entries()) {
    const name = line.cells[0].textContent.trim();
    line.cells[0].replaceWith(named(row, name));
  }
  let typed;
  const changed = () => {
    chosen.page = 0;
    show(true);
  };
  form.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(changed, 150);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  const turnTo = (page) => {
    chosen.page = Math.min(Math.max(0, page), pages() - 1);
    show(false).then(() => byId("submissions").scrollIntoView());
  };
  byId("back").addEventListener("click", () => turnTo(chosen.page - 1));
  byId("on").addEventListener("click", () => turnTo(chosen.page + 1));
  byId("at").addEventListener("change", (event) => turnTo((Number(event.target.value) || 1) - 1));
  form.hidden = false;
  turnable();
})();
