"use strict";

// Offers skills and concepts while somebody types, below the fields that are marked data-suggest. Without this script the
// form asks afterwards.
for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(field.getAttribute("list"));
  const query = "query Suggest($text: String!) { suggestSkills(text: $text, first: 8) { label attribution } }";
  let timer = 0;
  let running = null;

  const show = (found) => list.replaceChildren(...found.map((one) => {
    const option = document.createElement("option");
    option.value = one.label;
    if (one.attribution) {
      option.label = one.label + " · " + one.attribution;
    }
    return option;
  }));

  const ask = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch("/graphql", {
        method: "POST", headers: { "Content-Type": "application/json" }, signal: running.signal,
        body: JSON.stringify({ query, variables: { text: field.value.slice(0, 100) } }),
      });
      const { data } = await answer.json();
      show(data?.suggestSkills ?? []);
    } catch {
      // the form asks afterwards
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
}
