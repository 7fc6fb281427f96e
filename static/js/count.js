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
