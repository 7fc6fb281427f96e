// J and K go to the next and the previous one: links that carry data-key. Not while one types, nor with another key held.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  document.querySelector(`a[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
