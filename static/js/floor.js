{
// The moderator's screen, its second screen, and the record of who was there: what is ticked is kept by the browser until
// the server has it. A tick has a key of its own, so that sent twice it counts once; it says how long ago it was made,
// for clocks differ. Who has the floor is read from all ticks, as presessions/attendance/floor.py does. Without script
// every button is a form of its own.
const root = document.querySelector("[data-floor]");
const each = (selector, within = root) => [...within.querySelectorAll(selector)];
const one = (selector) => root.querySelector(selector);
const SHELF = `ticks ${root.dataset.tick}`;
const isClock = "clock" in root.dataset, isRecord = "record" in root.dataset;
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
const shelf = () => { try { return JSON.parse(localStorage.getItem(SHELF)) || []; } catch { return []; } };
const keep = (ticks) => { try { localStorage.setItem(SHELF, JSON.stringify(ticks)); spare = null; } catch { spare = ticks; } };
let spare = null; // where the browser keeps nothing, at least the page does
const waiting = () => spare ?? shelf();
let known = [], came = null, sending = false, trouble = "", answers = 0, last = waiting().at(-1)?.key || "";

// --- Keeping and sending ---
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
function tick(kind, who = 0) {
  const key = newKey();
  // Which one it came after: a line that holds one back for a while does not change their order.
  keep([...waiting(), { key, after: last, kind, who: Number(who) || 0, at: Date.now() }]);
  last = key;
  show();
  send();
}
async function send() {
  if (sending) return;
  sending = true;
  for (let next = waiting()[0]; next; next = waiting()[0]) {
    const data = new URLSearchParams({ ...next, age: Date.now() - next.at, csrfmiddlewaretoken: token });
    let answer = null;
    try {
      answer = await fetch(root.dataset.tick, { method: "POST", body: data, headers: { "X-Ticks": "1", Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
      trouble = [200, 422].includes(answer.status) ? "" : answer.status === 403 ? "Load this page again, and sign in if it asks you to" : "The server did not take it";
    } catch { trouble = navigator.onLine ? "No answer; if this lasts, sign in again in another window" : "No connection"; }
    if (trouble) break;
    const found = await answer.json();
    answers++;
    keep(waiting().filter((each) => each.key !== next.key));
    if (answer.ok) take(found);
    else if (one("[data-refused]")) one("[data-refused]").textContent = found.refused;
    root.dispatchEvent(new CustomEvent("sent", { detail: { ...next, taken: answer.ok } }));
  }
  sending = false;
  show();
}
function take(found) {
  const now = Date.now();
  known = found.ticks.map((each) => ({ ...each, at: now - each.age }));
  came = found.came;
}
async function look() {
  const before = answers;
  try {
    const answer = await fetch(root.dataset.state, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
    const found = answer.ok && await answer.json();
    if (found && before === answers) take(found); // else it may not know of the tick that was answered meanwhile
  } catch { /* shown as soon as something waits; the clocks run on */ }
  show();
}

// --- Reading the ticks ---
function read() {
  const floor = { began: 0, ended: 0, turn: "", since: 0, spent: {}, queue: [] };
  const stop = (at) => {
    if (floor.turn) floor.spent[floor.turn] = (floor.spent[floor.turn] || 0) + at - floor.since;
    floor.turn = "";
  };
  for (const { kind, who, at } of [...known, ...waiting()].sort((a, b) => a.at - b.at)) {
    const takes = ["sur", "speaker", "mission"].includes(kind);
    if (takes || kind === "stop" || kind === "end") stop(at);
    if (takes) { floor.turn = `${kind}:${who}`; floor.since = at; }
    if (takes || kind === "begin") { floor.began ||= at; floor.ended = 0; }
    if (kind === "end" && floor.began) floor.ended = at;
    if (kind === "leave" || kind === "mission") floor.queue = floor.queue.filter((other) => other !== who);
    if (kind === "ask" && !floor.queue.includes(who)) floor.queue.push(who);
  }
  return floor;
}
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const spentBy = (floor, turn) => Math.max(0, ((floor.spent[turn] || 0) + (floor.turn === turn ? Date.now() - floor.since : 0)) / 1000);
const put = (element, words) => { if (element && element.textContent !== words) element.textContent = words; };
const left = (seconds, minutes) => seconds > 60 * minutes ? `over by ${clock(seconds - 60 * minutes)}` : `${clock(Math.ceil(60 * minutes - seconds))} left`;

// --- Showing ---
function show() {
  const floor = read(), count = waiting().length;
  put(one("[data-kept]"), count && trouble ? `${trouble}: ${count} tick${count > 1 ? "s are" : " is"} kept here and will be sent.` : "");
  if (isRecord) return;
  put(one("[data-elapsed]"), clock(floor.began ? Math.max(0, ((floor.ended || Date.now()) - floor.began) / 1000) : 0));
  if (isClock) return showClock(floor);
  const ends = Date.parse(root.dataset.ends || "") - Date.now();
  const rest = ends > 0 ? `, ${Math.ceil(ends / 60000)} min to the end of its hour` : root.dataset.ends ? ", its hour is over" : "";
  put(one("[data-meeting]"), floor.ended ? "over" : floor.began ? `since it began${rest}` : "not begun");
  const begin = one("[data-begin]");
  begin.hidden = Boolean(floor.began && !floor.ended);
  put(begin, floor.ended ? "Go on" : "Begin the meeting");
  one("[data-end]").hidden = !floor.began || Boolean(floor.ended);
  for (const row of each("[data-turn]")) {
    const turn = row.dataset.turn, seconds = spentBy(floor, turn), has = floor.turn === turn;
    row.classList.toggle("is-now", has);
    row.classList.toggle("is-over", seconds > 60 * row.dataset.minutes);
    put(row.querySelector("[data-spent]"), clock(seconds));
    put(row.querySelector("[data-left]"), left(seconds, row.dataset.minutes));
    put(row.querySelector("[data-word]"), has ? "Stop" : "Start");
    row.querySelector("button").value = has ? "stop" : turn.split(":")[0];
  }
  const asks = floor.turn.startsWith("mission:");
  one("[data-asking]").hidden = one("[data-asking-stop]").hidden = !asks;
  put(one("[data-asking-name]"), asks ? nameOf(floor.turn.slice(8)) : "");
  put(one("[data-asking-clock]"), asks ? clock(spentBy(floor, floor.turn)) : "");
  if (came) put(one("[data-came]"), String(came.length));
  showQueue(floor.queue);
}
const nameOf = (key) => one(`#id_who option[value="${key}"]`)?.textContent || "";
function showQueue(queue) {
  const list = one("[data-queue]"), now = queue.join(" ");
  if (list.dataset.now === now) return;
  list.dataset.now = now;
  list.replaceChildren(...queue.map((key) => {
    const line = document.createElement("li"), name = document.createElement("b"), form = document.createElement("form");
    name.textContent = nameOf(key);
    for (const [kind, word, more] of [["mission", "Give the floor", " to "], ["leave", "Take off", ": "]]) {
      const button = document.createElement("button"), hidden = document.createElement("span");
      Object.assign(button, { type: "submit", name: "kind", value: kind, className: "btn", textContent: word });
      Object.assign(hidden, { className: "visually-hidden", textContent: more + name.textContent });
      button.append(hidden);
      form.append(button, " ");
    }
    form.dataset.who = key;
    line.append(name, form);
    return line;
  }));
  if (!queue.length) list.append(Object.assign(document.createElement("li"), { className: "quiet", textContent: list.dataset.empty }));
}
function showClock(floor) {
  const words = one("[data-who]"), turn = each("[data-turn]").find((row) => row.dataset.turn === floor.turn);
  const seconds = spentBy(floor, floor.turn), most = 60 * (turn?.dataset.minutes || 0), over = Boolean(turn) && seconds > most;
  put(words, turn ? turn.dataset.name : floor.turn ? words.dataset.question : floor.ended ? words.dataset.over : floor.began ? words.dataset.between : words.dataset.before);
  put(one("[data-figure]"), turn ? clock(over ? seconds - most : Math.ceil(most - seconds)) : floor.turn ? clock(seconds) : "–");
  put(one("[data-under]"), turn ? (over ? "over time" : "left") : "");
  one("[data-figure]").classList.toggle("is-over", over);
}

// --- Doing ---
root.addEventListener("submit", (event) => {
  const form = event.target, kind = event.submitter?.value;
  if (isRecord) return;
  event.preventDefault();
  const select = form.querySelector("select"), who = select ? select.value : form.dataset.who || form.querySelector("[name=who]")?.value;
  if (select) {
    const reviewed = select.selectedOptions[0]?.hasAttribute("data-reviewed");
    put(one("[data-refused]"), reviewed ? root.dataset.mayNotAsk : who ? "" : "Choose a State from the list.");
    if (reviewed || !who) return;
    select.value = "";
    select.focus();
  }
  tick(kind, who);
});
one("[data-ask] select")?.addEventListener("change", (event) => put(one("[data-refused]"), event.target.selectedOptions[0]?.hasAttribute("data-reviewed") ? root.dataset.mayNotAsk : ""));
// The record: a tick in a box is sent at once, and the page then knows that it is written. A page that was opened again shows
// what is still kept; else "Save the record" would take for taken back what arrived after the page was made.
function box(who, here) {
  const found = each(`input[name=came][value="${who}"]`);
  for (const one of found) one.type === "checkbox" ? (one.checked = here) : here || one.remove();
  if (here && !found.length) hide("came", who);
}
function hide(name, value) { root.append(Object.assign(document.createElement("input"), { type: "hidden", name, value })); }
if (isRecord) {
  root.addEventListener("change", (event) => {
    if (event.target.name === "came") tick(event.target.checked ? "came" : "not_here", event.target.value);
  });
  root.addEventListener("sent", ({ detail }) => {
    if (!detail.taken || !["ask", "mission", "came", "not_here"].includes(detail.kind)) return;
    const { who } = detail, here = came.includes(who);
    each(`input[name=was_came][value="${who}"]`).forEach((was) => was.remove());
    if (here) hide("was_came", who);
    if (!waiting().some((next) => next.who === who && ["came", "not_here"].includes(next.kind))) box(who, here);
  });
  for (const { kind, who } of waiting()) if (kind === "came" || kind === "not_here") box(who, kind === "came");
}

if (!isClock) addEventListener("online", send);
addEventListener("storage", (event) => { if (event.key === SHELF) show(); });
setInterval(() => { if (waiting().length && !isClock) send(); }, 4000);
if (!isRecord) {
  const opened = Date.now();
  setInterval(show, 250);
  // A screen left open does not keep its reader signed in for ever: after four hours it no longer asks.
  setInterval(() => { if (!document.hidden && Date.now() - opened < 4 * 3600000) look(); }, isClock ? 2000 : 8000);
  look();
}
if (!isClock) send();
}
