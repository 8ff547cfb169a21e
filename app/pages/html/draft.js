// Keeps what is typed into a form that asks for it, so that a closed tab loses nothing. The form
// works without this.
const form = document.querySelector("form[data-draft]");
if (form) {
  const state = document.querySelector("[data-draft-state]");
  let waiting;
  const keep = async () => {
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form) });
      if (state) state.textContent = answer.ok ? state.dataset.kept : state.dataset.notKept;
    } catch {
      if (state) state.textContent = state.dataset.notKept;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 800);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
