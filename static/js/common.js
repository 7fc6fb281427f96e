// What the modules share. Without script every page works; these only save time.
document.documentElement.classList.add("js");
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const announce = (words) => {
  const place = document.getElementById("announce");
  if (place) place.textContent = words;
};
// Bytes in the words of the page: "0.5 MB", "0,5 Mo".
const megabytes = (bytes) => {
  const language = document.documentElement.lang || "en";
  const number = (bytes / 1e6).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return `${number}\u00a0${language.startsWith("fr") ? "Mo" : "MB"}`;
};
for (const place of all("[data-focus]").slice(0, 1)) place.focus();
