// Reading needs none of this: it lights up what belongs together, filters, prints, and takes what is dropped.
"use strict";

const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const words = (value) => (value || "").split(" ").filter(Boolean);

function light(ids, on) {
  for (const id of ids) {
    for (const mark of all(`[data-item="${CSS.escape(id)}"]`)) mark.classList.toggle("lit", on);
  }
}

function pointed(event, on) {
  const mark = event.target.closest("[data-item], [data-card], [data-show]");
  if (!mark) return;
  light([mark.dataset.item, mark.dataset.show, ...words(mark.dataset.with), ...words(mark.dataset.card)].filter(Boolean), on);
}

for (const [name, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(name, (event) => pointed(event, on));
}

const filter = document.querySelector("[data-filter]");
if (filter) {
  filter.hidden = false;
  const input = filter.querySelector("input");
  const count = filter.querySelector("[data-count]");
  const cards = all(".found [data-card]").filter((card) => !card.closest("svg"));
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    let left = 0;
    for (const card of cards) {
      card.hidden = wanted !== "" && !card.textContent.toLowerCase().includes(wanted);
      if (!card.hidden) left += 1;
    }
    count.textContent = wanted ? `${left} of ${cards.length}` : "";
  });
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const form of all("[data-drop]")) {
  const file = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
  });
}
