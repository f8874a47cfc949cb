// A link's token stands behind the "#", which is sent nowhere: it goes into the form, and out of the address.
const read = () => {
  for (const field of document.querySelectorAll("[data-from-hash]")) {
    if (location.hash.length > 1) {
      field.value = location.hash.slice(1);
      history.replaceState(null, "", location.pathname + location.search);
      if ("opens" in field.form.dataset) field.form.requestSubmit();
      else field.form.querySelector("button").focus();
    }
  }
};
read();
addEventListener("hashchange", read);
document.querySelector("[data-focus]")?.focus();
for (const field of document.querySelectorAll("[data-select]")) {
  field.addEventListener("focus", () => field.select());
}
for (const link of document.querySelectorAll("[data-back]")) {
  link.addEventListener("click", (event) => {
    if (history.length > 1) {
      event.preventDefault();
      history.back();
    }
  });
}
// A double click is one click.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
