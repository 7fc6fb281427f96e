// A form is sent once: the button that sent it says so ("Saving…", data-waiting) and a second press does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  const button = event.submitter;
  if (!button?.dataset.waiting) return;
  button.dataset.rest = button.textContent;
  button.classList.add("is-waiting");
  button.setAttribute("aria-disabled", "true");
  button.textContent = button.dataset.waiting;
  announce(button.dataset.waiting);
});
// Back in the browser shows the page as it was left: make it usable again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of all("form[data-sending]")) delete form.dataset.sending;
  for (const button of all(".is-waiting[data-rest]")) {
    button.textContent = button.dataset.rest;
    button.classList.remove("is-waiting");
    button.removeAttribute("aria-disabled");
  }
});
