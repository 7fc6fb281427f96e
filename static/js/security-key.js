// Asks the browser for a security key and sends what it answers with the form around the button.
// Options come from the page (#security-key-options); webauthnJSON is allauth's vendored helper.
(() => {
  const form = document.querySelector("form[data-security-key]");
  if (!form || !window.PublicKeyCredential) return;
  const options = JSON.parse(document.getElementById("security-key-options").textContent);
  const failed = form.querySelector("[data-failed]");
  const ask = async () => {
    failed.hidden = true;
    try {
      const credential = form.dataset.securityKey === "create"
        ? await window.webauthnJSON.create(options.creation_options)
        : await window.webauthnJSON.get(options.request_options);
      form.querySelector("[name=credential]").value = JSON.stringify(credential);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  };
  form.hidden = false;
  form.querySelector("button[type=button]").addEventListener("click", ask);
})();
