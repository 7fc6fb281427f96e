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
