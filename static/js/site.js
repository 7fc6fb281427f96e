/* Made by `python -m presessions.assets` from the files beside it. */
{
// What the modules share. Without script every page works; these only save time.
document.documentElement.classList.add("js");
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const announce = (words) => {
  const place = document.getElementById("announce");
  if (place) place.textContent = words;
};
// Bytes in the words of the page: "0.5 MB", "0,5 Mo".
// "1.4 MB" of a file or of what came of it; "3 KB" where it is less than a tenth
const megabytes = (bytes) => {
  const language = document.documentElement.lang || "en", digits = bytes < 1e5 ? 0 : 1;
  const number = (digits ? bytes / 1e6 : Math.ceil(bytes / 1e3)).toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${number}\u00a0${digits ? "M" : "K"}${language.startsWith("fr") ? "o" : "B"}`;
};
for (const place of all("[data-focus]").slice(0, 1)) place.focus();

// data-copy="text" on a button puts the text on the clipboard; data-copy-from="id" takes an element's text.
// data-copied and data-failed are the words shown for three seconds, in the same width.
for (const button of all("[data-copy], [data-copy-from]")) {
  const rest = button.textContent;
  const name = button.getAttribute("aria-label");
  let timer;
  const show = (words, good) => {
    button.style.inlineSize = `${button.offsetWidth}px`;
    button.textContent = words;
    button.removeAttribute("aria-label");
    button.classList.toggle("is-copied", good);
    announce(words);
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = rest;
      if (name) button.setAttribute("aria-label", name);
      button.classList.remove("is-copied");
      announce("");
    }, 3000);
  };
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copyFrom || "");
    const text = source ? (source.value ?? source.innerText).trim() : button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
      show(button.dataset.copied, true);
    } catch {
      show(copyByHand(text) ? button.dataset.copied : button.dataset.failed || rest, false);
    }
  });
}
// Where the clipboard is closed to pages (plain http, old browsers) a selection can still be copied.
function copyByHand(text) {
  const area = document.createElement("textarea");
  const before = document.activeElement;
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

// <time datetime="..." data-local="Where you are: {time}"> says the reader's own hour, unless it is Geneva's.
for (const time of all("time[data-local]")) {
  const moment = new Date(time.dateTime);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  const parts = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const language = document.documentElement.lang;
  const french = (part) => (language === "fr" && part.type === "literal" && part.value === ":" ? "\u00a0h\u00a0" : part.value);
  const say = (extra) => new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...parts, ...extra }).formatToParts(moment).map(french).join("");
  if (Number.isNaN(moment.getTime()) || !zone || say({}) === say({ timeZone: "Europe/Zurich" })) continue;
  // "Etc/GMT+12" is twelve hours behind: a sign nobody would read so
  const place = zone.includes("/") && !zone.startsWith("Etc/") ? ` (${zone.split("/").pop().replaceAll("_", " ")})` : "";
  time.textContent = time.dataset.local.replace("{time}", say({}) + place) + ".";
}

// Counts words as one types, by the rule of the server: what stands between Unicode white space.
const space = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const countWords = (text) => text.split(space).filter(Boolean).length;
for (const line of all("[data-count-for]")) {
  const field = document.getElementById(line.dataset.countFor);
  if (!field) continue;
  let timer;
  const show = () => {
    const count = countWords(field.value);
    line.textContent = line.dataset.words.replace("{count}", count);
    line.classList.toggle("is-over", count > Number(line.dataset.max));
  };
  field.addEventListener("input", () => {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => announce(line.textContent), 2000);
  });
  show();
}

// Time to speak while one writes: the server's words of the other pages, and those of this page's fields. data-spoken on the
// form names the fields that are said aloud, by the start of their name. Counted and rounded as publications/speaking.py does.
for (const form of all("form[data-spoken]")) {
  const lines = all(".speaking");
  const fields = all("textarea", form).filter((field) => field.name.startsWith(form.dataset.spoken));
  const show = () => {
    const here = fields.reduce((sum, field) => sum + countWords(field.value), 0);
    for (const line of lines) {
      const words = Number(line.dataset.elsewhere) + here, minutes = words / Number(line.dataset.rate);
      line.textContent = line.dataset.words.replace("{minutes}", words ? Math.max(1, Math.floor(minutes + 0.5)) : 0).replace("{words}", words);
      line.classList.toggle("is-over", minutes > Number(line.dataset.limit));
    }
  };
  form.addEventListener("input", show);
  show();
}

// <form data-autosave="id of the save line"> is posted with X-Autosave: 1 three seconds after typing stops, at the latest four
// and a half seconds after it began however long somebody types on, and on leaving a field. The answer is JSON {"saved": "Saved at 14:06"}, with "parts" {id: HTML}; data-failed on the form is said when nothing could be saved.
for (const form of all("form[data-autosave]")) {
  const line = document.getElementById(form.dataset.autosave);
  let timer, saved = content(), running = false, since = 0;
  async function save() {
    clearTimeout(timer);
    if (running || form.dataset.sending || content() === saved) return;
    running = true;
    since = 0;
    const now = content();
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    let words = form.dataset.failed || "", good = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Autosave": "1", Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
      if (answer.ok) {
        const told = await answer.json();
        words = told.saved;
        for (const [id, html] of Object.entries(told.parts || {})) fill(id, html);
        good = true;
        saved = now;
      }
    } catch { /* the connection is gone: the words below say so, and the text stays in the page */ }
    running = false;
    if (line && words) {
      line.textContent = words;
      line.classList.toggle("is-failed", !good);
    }
    if (content() !== now || !good) wait(good ? 3000 : 15000);
  }
  // a part of the page that the server writes anew after what it saved; our own template, every value escaped there
  function fill(id, html) {
    const place = document.getElementById(id);
    if (place && !place.contains(document.activeElement)) place.innerHTML = html;
  }
  function wait(milliseconds = 3000) {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  }
  function content() {
    return JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"));
  }
  form.addEventListener("input", () => {
    since ||= Date.now();
    wait(Math.max(0, Math.min(3000, since + 4500 - Date.now())));
  });
  form.addEventListener("focusout", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}

// <form data-pieces="address of the uploads"> sends a chosen file at once, in pieces, and goes on after a break where it
// was left off. data-progress, -broken, -halted hold {done} and {total}; the list of files stands in #files. Without
// script the file goes with the form.
for (const form of all("form[data-pieces]")) {
  const input = form.querySelector("input[type=file]"), line = form.querySelector("[data-upload-for]"), words = form.dataset;
  const acts = document.createElement("div");
  acts.className = "upload-acts";
  line.after(acts);
  let sending = null, place = null, pressed = null, done = 0;

  const say = (text, failed = false) => {
    line.textContent = text.replace("{done}", megabytes(done)).replace("{total}", megabytes(sending?.size ?? 0));
    line.classList.toggle("is-failed", failed);
  };
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const remove = () => button(words.remove, () => {
    if (place) post(`${place.address}remove/`, "").catch(() => {});
    stop();
    say(words.removed);
    input.focus();
  });
  function stop() {
    sending = place = pressed = null;
    input.value = "";
    acts.replaceChildren();
  }
  async function post(address, body) {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const signal = AbortSignal.timeout?.(120000);
    const answer = await fetch(address, { method: "POST", body, headers, signal, credentials: "same-origin", redirect: "manual" });
    if (answer.type === "opaqueredirect" && !address.endsWith("/remove/")) throw "signed out";
    if (answer.status === 404) place = null; // it was removed meanwhile, or in another window: begin anew
    if (![200, 409, 422].includes(answer.status)) throw answer.status;
    return answer.json();
  }
  // The next time the line is there again, or after a while.
  const pause = (seconds) => new Promise((go) => {
    const timer = setTimeout(go, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
  async function send(file) {
    if (sending !== file) done = 0;
    sending = file;
    acts.replaceChildren(remove());
    for (let tries = 0; sending === file;) {
      try {
        const told = new URLSearchParams({ name: file.name, size: file.size, modified: file.lastModified });
        const answer = await post(words.pieces, told);
        if (sending !== file) return;
        if (answer.problem) return refuse(answer.problem);
        place = answer;
        for (let number = place.received; sending === file;) {
          done = Math.min(number * place.piece, file.size);
          say(words.progress);
          const told = await post(`${place.address}${number}/`, file.slice(number * place.piece, (number + 1) * place.piece));
          if (sending !== file) return;
          if (told.problem) return refuse(told.problem);
          if (told.files !== undefined) return finish(told.files);
          number = told.received;
          tries = 0;
        }
      } catch (reason) {
        if (sending !== file) return;
        if (reason === "signed out") return leave();
        if (++tries > 5) return halt(file);
        say(words.broken, true);
        await pause(2 ** tries);
      }
    }
  }
  function refuse(text) {
    stop();
    say(text, true);
    input.focus();
  }
  function halt(file) {
    say(words.halted, true);
    acts.replaceChildren(button(words.again, () => send(file)), remove());
  }
  function finish(list) {
    const next = pressed;
    stop();
    say(words.sent);
    document.getElementById("files").innerHTML = list;
    if (next) form.requestSubmit(next);
  }
  // Signed out meanwhile: the other answers are sent, kept, and given back after signing in; the file goes on then.
  function leave() {
    stop();
    form.requestSubmit();
  }
  input.addEventListener("change", () => { if (input.files[0]) send(input.files[0]); });
  form.addEventListener("submit", (event) => {
    if (!sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = event.submitter;
    announce(words.first);
    say(`${words.progress} ${words.first}`);
  });
}

// A form is sent once: the button that sent it says so ("Saving…", data-waiting) and a second press does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  const button = event.submitter;
  if (!button?.dataset.waiting) return;
  button.dataset.rest = button.textContent;
  button.classList.add("is-waiting");
  button.setAttribute("aria-disabled", "true");
  button.textContent = button.dataset.waiting;
  announce(button.dataset.waiting);
});
// Back in the browser shows the page as it was left: make it usable again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of all("form[data-sending]")) delete form.dataset.sending;
  for (const button of all(".is-waiting[data-rest]")) {
    button.textContent = button.dataset.rest;
    button.classList.remove("is-waiting");
    button.removeAttribute("aria-disabled");
  }
});

// <form data-upload data-progress="{done} of {total} sent" data-sent="Sent, being checked" data-failed="..."> says in words
// how far a file has come. The page that answers replaces this one, as it does without script.
for (const form of all("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const files = all("input[type=file]", form).flatMap((input) => [...input.files]);
    if (!files.length || event.defaultPrevented || !form.reportValidity()) return;
    event.preventDefault();
    const line = form.querySelector("[data-upload-for]");
    const say = (words) => { if (line) line.textContent = words; };
    const request = new XMLHttpRequest();
    const fail = () => {
      say(form.dataset.failed || "");
      delete form.dataset.sending;
      for (const button of all(".is-waiting[data-rest]", form)) {
        button.textContent = button.dataset.rest;
        button.classList.remove("is-waiting");
        button.removeAttribute("aria-disabled");
      }
    };
    request.upload.onprogress = (progress) => say((form.dataset.progress || "").replace("{done}", megabytes(progress.loaded)).replace("{total}", megabytes(progress.total)));
    request.upload.onload = () => say(form.dataset.sent || "");
    request.onerror = request.onabort = fail;
    request.onload = () => {
      const here = new URL(request.responseURL, location.href);
      if (!(request.getResponseHeader("Content-Type") || "").startsWith("text/html")) return fail();
      if (here.pathname !== location.pathname) history.pushState(null, "", here);
      // The answer is written here instead of being asked for again: it may carry a message that is said once.
      document.open();
      document.write(request.responseText);
      document.close();
    };
    request.open("POST", form.action);
    const data = new FormData(form);
    if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
    request.send(data);
  });
}
const written = location.pathname;
addEventListener("popstate", () => { if (location.pathname !== written) location.reload(); });


// <div id="x" data-follow="address">: looks there again every second and puts what stands in it now in its place, until it has
// no data-follow any more. What it says is said aloud too.
function follow(place) {
  let misses = 0;
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.follow, { credentials: "same-origin", redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = answer.ok && page.getElementById(place.id);
      if (!now) throw new Error();
      if (now.textContent !== place.textContent) announce(now.querySelector("p").textContent);
      place.replaceWith(now);
      place = now;
      document.title = page.title;
      misses = 0;
    } catch {
      misses += 1;
    }
    if (place.dataset.follow && misses < 30) setTimeout(look, 1000 * (1 + misses));
  };
  setTimeout(look, 700);
}
for (const place of all("[data-follow]")) follow(place);
}
