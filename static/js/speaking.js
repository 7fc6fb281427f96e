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
