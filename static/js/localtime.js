// <time datetime="..." data-local="Where you are: {time}"> says the reader's own hour, unless it is Geneva's.
for (const time of all("time[data-local]")) {
  const moment = new Date(time.dateTime);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  const parts = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const say = (extra) => new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { ...parts, ...extra }).format(moment);
  if (Number.isNaN(moment.getTime()) || !zone || say({}) === say({ timeZone: "Europe/Zurich" })) continue;
  const place = zone.includes("/") ? ` (${zone.split("/").pop().replaceAll("_", " ")})` : "";
  time.textContent = time.dataset.local.replace("{time}", say({}) + place) + ".";
}
