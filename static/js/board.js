{
// Dragging on the timetable board, for those who like it: a meeting onto a gap moves it there, onto another meeting swaps the
// two. It sends the same form as choosing from the list, which works by keyboard and without script.
const form = document.getElementById("drop");
let dragged = null;
const target = (event) => {
  const found = event.target.closest("[data-place], [data-meeting]:not([data-locked])");
  return dragged && found && found !== dragged ? found : null;
};
for (const block of form ? document.querySelectorAll("[data-meeting]:not([data-locked])") : []) {
  block.draggable = true;
  for (const link of block.querySelectorAll("a")) link.draggable = false;
  block.addEventListener("dragstart", (event) => {
    dragged = block;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", block.dataset.meeting);
  });
  block.addEventListener("dragend", () => { dragged = null; mark(null); });
}
function mark(place) {
  for (const one of document.querySelectorAll(".is-drop")) one.classList.remove("is-drop");
  place?.classList.add("is-drop");
}
document.addEventListener("dragover", (event) => {
  const place = target(event);
  mark(place);
  if (place) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const place = target(event);
  if (!place) return;
  event.preventDefault();
  form.elements.pre_session.value = dragged.dataset.meeting;
  form.elements.choice.value = place.dataset.place || `swap|${place.dataset.meeting}`;
  form.submit();
});
}
