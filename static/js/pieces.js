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
