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
