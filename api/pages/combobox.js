"use strict";

// Offers people, skills, questions and communities while somebody types into the fields that are marked data-combobox, as an
// editable combobox with a list (ARIA Authoring Practices). Without this script the field is a search field.
for (const field of document.querySelectorAll("input[data-combobox]")) {
  const query = "query Suggest($text: String!) { suggest(text: $text, first: 4) { id kind label detail } }";
  const list = document.createElement("ul");
  list.id = field.id + "-options";
  list.className = "options";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.combobox);
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let timer = 0;
  let running = null;
  let active = -1;

  const address = (id) => "/" + id.split("/").map(encodeURIComponent).join("/");

  const activate = (index) => {
    active = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    if (active < 0) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    field.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    running?.abort();
    clearTimeout(timer);
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    activate(-1);
  };

  const optionOf = (found, index) => {
    const option = document.createElement("li");
    option.id = list.id + "-" + index;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.address = address(found.id);
    const name = document.createElement("bdi");
    name.textContent = found.label;
    const note = document.createElement("span");
    note.className = "note";
    note.textContent = [field.dataset[found.kind], found.detail].filter(Boolean).join(" · ");
    option.append(name, " ", note);
    return option;
  };

  const show = (found) => {
    const chosen = list.children[active]?.dataset.address; // stays chosen while one types on
    list.replaceChildren(...found.map(optionOf));
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(found.length > 0));
    activate([...list.children].findIndex((option) => option.dataset.address === chosen));
  };

  const ask = async () => {
    const text = field.value.trim().slice(0, 100);
    if (text.length < 2) {
      close();
      return;
    }
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch("/graphql", {
        method: "POST", headers: { "Content-Type": "application/json" }, signal: running.signal,
        body: JSON.stringify({ query, variables: { text } }),
      });
      const { data } = await answer.json();
      show(data?.suggest ?? []);
    } catch {
      // one searches without
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 100);
  });
  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && count > 0) {
      event.preventDefault();
      activate((active + 1) % count);
    } else if (event.key === "ArrowUp" && count > 0) {
      event.preventDefault();
      activate(active <= 0 ? count - 1 : active - 1);
    }
  });
  field.form?.addEventListener("submit", (event) => { // by Enter
    if (active >= 0) {
      event.preventDefault();
      window.location.assign(list.children[active].dataset.address);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      window.location.assign(option.dataset.address);
    }
  });
  field.addEventListener("blur", close);
}
