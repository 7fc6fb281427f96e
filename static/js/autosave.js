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
