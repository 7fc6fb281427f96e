// The panel's table by keyboard: J and K move, P pins, X excludes, W opens why. And a page that waits looks again.
const table = document.querySelector("form[data-keys]");
const boxes = table ? [...table.querySelectorAll('input[name="id"]')] : [];
let place = -1;

function go(step) {
  place = Math.min(boxes.length - 1, Math.max(0, place + step));
  boxes[place]?.focus();
}

function act(name) {
  if (place < 0) return;
  if (!boxes.some((box) => box.checked)) boxes[place].checked = true;
  table.querySelector(`[data-act="${name}"]`)?.click();
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  p: () => act("pin"),
  x: () => act("exclude"),
  w: () => boxes[place]?.closest("tr").querySelector("th a").click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]')) return;
  keys[event.key.toLowerCase()]?.();
});

table?.addEventListener("focusin", (event) => {
  const found = boxes.indexOf(event.target);
  if (found >= 0) place = found;
});

const waiting = document.querySelector("[data-reload]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.reload) * 1000);
