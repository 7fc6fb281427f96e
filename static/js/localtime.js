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
