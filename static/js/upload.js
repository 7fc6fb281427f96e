// <form data-upload data-progress="{done} of {total} sent" data-sent="Sent, being checked" data-failed="..."> says in words
// how far a file has come. The page that answers replaces this one, as it does without script.
for (const form of all("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const files = all("input[type=file]", form).flatMap((input) => [...input.files]);
    if (!files.length || event.defaultPrevented || !form.reportValidity()) return;
    event.preventDefault();
    const line = form.querySelector("[data-upload-for]");
    const say = (words) => { if (line) line.textContent = words; };
    const request = new XMLHttpRequest();
    const fail = () => {
      say(form.dataset.failed || "");
      delete form.dataset.sending;
      for (const button of all(".is-waiting[data-rest]", form)) {
        button.textContent = button.dataset.rest;
        button.classList.remove("is-waiting");
        button.removeAttribute("aria-disabled");
      }
    };
    request.upload.onprogress = (progress) => say((form.dataset.progress || "").replace("{done}", megabytes(progress.loaded)).replace("{total}", megabytes(progress.total)));
    request.upload.onload = () => say(form.dataset.sent || "");
    request.onerror = request.onabort = fail;
    request.onload = () => {
      const here = new URL(request.responseURL, location.href);
      if (!(request.getResponseHeader("Content-Type") || "").startsWith("text/html")) return fail();
      if (here.pathname !== location.pathname) history.pushState(null, "", here);
      // The answer is written here instead of being asked for again: it may carry a message that is said once.
      document.open();
      document.write(request.responseText);
      document.close();
    };
    request.open("POST", form.action);
    const data = new FormData(form);
    if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
    request.send(data);
  });
}
const written = location.pathname;
addEventListener("popstate", () => { if (location.pathname !== written) location.reload(); });
