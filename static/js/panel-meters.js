// The meters of the panel's workbench, live: who is ticked changes sides, and the criteria are counted again, as
// panels/meters.py and panels/trying.py do it. Without script the button "Try" asks them. Nothing is changed by ticking.
const form = document.querySelector("form[data-try]");
const rows = form ? [...form.querySelectorAll("[data-tally]")].map(read) : [];
const shown = [...document.querySelectorAll("[data-meter]")].map((meter) => [meter, meter.cloneNode(true)]);
const told = document.getElementById("ticked");
const live = document.getElementById("live");
const MINUS = "\u2212";

function read(row) {
  const { tally, themes, seat, apart, ...rest } = row.dataset;
  return {
    ...rest,
    seat,
    box: row.querySelector('input[name="id"]'), // none where the row is filtered away
    tally: tally.split(" ").map(Number),
    themes: themes.split(" ").filter(Boolean),
    apart: new Set(apart.split(" ")),
  };
}

// Women, men, voices, coalitions, submitted, on gender, NHRIs: the order of a tally (panels/selection_pool.py)
function counted(panel) {
  const [women, men, voices, coalitions, submitted, onGender, nhris] = [0, 1, 2, 3, 4, 5, 6].map((place) =>
    panel.reduce((sum, row) => sum + row.tally[place], 0),
  );
  return {
    size: panel.length,
    gender_perspective: women + onGender > 0 ? 1 : 0,
    national_or_grassroots: voices,
    gender_gap: Math.abs(women - men),
    national_coalitions: "oneCoalition" in form.dataset ? Math.min(1, coalitions) : coalitions,
    submitted,
    distinct_themes: new Set(panel.flatMap((row) => row.themes)).size,
    women,
    men,
    nhris,
  };
}

const signed = (number) => (number ? `${number > 0 ? "+" : MINUS}${Math.abs(number)}` : "");

function words(name, now, before, top) {
  const change = now[name] - before[name];
  if (name === "gender_gap") {
    const silent = now.size - now.women - now.men;
    return {
      value: `${now.women} : ${now.men}`,
      cost: change ? `gap ${Math.abs(change)} ${change > 0 ? "larger" : "smaller"}` : "",
      gain: change < 0,
      filled: now.women + now.men,
      missing: 0,
      note: silent ? `${silent} not counted` : "everyone counted",
    };
  }
  const pips = { gain: change > 0, filled: now[name], missing: Math.max(0, -change) };
  if (name !== "gender_perspective") {
    const beyond = now[name] > Number(top) ? `more than the ${top} possible` : `of ${top} possible`;
    const note = name === "size" || top === undefined ? {} : { note: beyond };
    return { value: `${now[name]}`, cost: signed(change), top, ...pips, ...note };
  }
  return { value: now[name] ? "Yes" : "No", cost: change > 0 ? "gained" : change < 0 ? "lost" : "", ...pips };
}

// Needed: French and Spanish where the series has them, another where more than half speak it (panels/balance.py)
function interpreting(panel) {
  const found = new Map();
  for (const row of panel) {
    if (!row.language || row.language === "en") continue;
    const entry = found.get(row.language) ?? { code: row.language, name: row.spoken, always: "always" in row, count: 0 };
    entry.count += 1;
    found.set(row.language, entry);
  }
  const all = [...found.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
  const needed = all.filter((each) => each.always || 2 * each.count > panel.length);
  const asked = all.filter((each) => !needed.includes(each));
  const names = (some) => some.map((each) => each.name).join(", ");
  return { value: names(needed) || "Nothing", cost: "", filled: 0, missing: 0, note: asked.length ? `${names(asked)} asked for` : "" };
}

function element(kind, name, text = "") {
  const made = document.createElement(kind);
  made.className = name;
  made.textContent = text;
  return made;
}

function draw(meter, { value, cost, gain, filled, missing, note, top = 0 }, before) {
  const place = meter.querySelector(".meter-value");
  place.replaceChildren(value);
  if (cost) place.append(" ", element("span", gain ? "gain" : "cost", cost));
  const pips = Array.from({ length: Math.max(filled + missing, Number(top)) }, (_, number) =>
    element("span", number < filled ? "pip" : number < filled + missing ? "pip pip-missing" : "pip pip-none"),
  );
  if (pips.length && !meter.querySelector(".pips")) {
    const row = element("div", "pips");
    row.setAttribute("aria-hidden", "true");
    place.after(row);
  }
  meter.querySelector(".pips")?.replaceChildren(...pips);
  if (note !== undefined) meter.querySelector(".meter-note").textContent = note;
  meter.classList.toggle("is-changed", value !== before.value || note !== before.note);
}

function sentences(ticked, panel, now) {
  const names = (some) => [...some].sort((one, other) => one.key - other.key).map((row) => row.name).join(", ");
  const out = ticked.filter((row) => row.seat === "seated");
  const into = ticked.filter((row) => !row.seat);
  const sides = [[out, "out"], [into, "in"]].filter(([some]) => some.length).map(([some, side]) => `${names(some)} ${side}`);
  const said = [];
  const changing = sides.length ? [`As ticked: ${sides.join("; ")}.`] : [];
  for (const row of ticked.filter((each) => each.seat === "held").sort((one, other) => one.key - other.key)) changing.push(`${row.name} was offered its seat and stays.`);
  const most = Number(form.dataset.most);
  if (panel.length > most) said.push(`${panel.length} panelists: at most ${most}.`);
  const inOrder = [...panel].sort((one, other) => one.order - other.order);
  for (const row of inOrder.filter((each) => "lost" in each)) said.push(`${row.name} had a seat and gave it up.`);
  inOrder.forEach((row, place) => {
    for (const other of inOrder.slice(place + 1)) {
      if (row.apart.has(other.key)) said.push(`${row.name} and ${other.name} can\u2019t sit together.`);
    }
  });
  if ("nhriSeat" in form.dataset && !now.nhris) said.push("The NHRI\u2019s seat is empty.");
  return [...said, ...changing];
}

function show() {
  const ticked = rows.filter((row) => row.box?.checked);
  live?.classList.toggle("is-live", ticked.length > 0);
  if (!ticked.length) {
    if (told) told.textContent = "";
    for (const [meter, first] of shown) {
      meter.classList.remove("is-changed");
      meter.replaceChildren(...first.cloneNode(true).childNodes);
    }
    return;
  }
  const seated = rows.filter((row) => row.seat);
  const panel = rows.filter((row) => row.seat === "held" || (row.seat === "seated") !== ticked.includes(row));
  const before = counted(seated);
  const now = counted(panel);
  for (const [meter] of shown) {
    const name = meter.dataset.meter;
    if (name === "interpret") draw(meter, interpreting(panel), interpreting(seated));
    else draw(meter, words(name, now, before, meter.dataset.top), words(name, before, before, meter.dataset.top));
  }
  told.textContent = sentences(ticked, panel, now).join(" ");
}

if (form && told) {
  form.addEventListener("change", ({ target }) => {
    const before = target.getBoundingClientRect().top;
    show();
    // the meters above it grow or shrink: it stays under the finger
    scrollBy(0, target.getBoundingClientRect().top - before);
  });
  window.addEventListener("pageshow", show);
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
}
