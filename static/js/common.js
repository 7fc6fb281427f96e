// What the modules share. Without script every page works; these only save time.
document.documentElement.classList.add("js");
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const announce = (words) => {
  const place = document.getElementById("announce");
  if (place) place.textContent = words;
};
for (const place of all("[data-focus]").slice(0, 1)) place.focus();
