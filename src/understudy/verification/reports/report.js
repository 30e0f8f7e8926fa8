"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Tables show the rows that satisfy all of their filters.
  const rules = new Map();
  const apply = (id) => {
    const rows = all("tr", document.getElementById(id));
    const chosen = [...rules.get(id).values()];
    let shown = 0;
    for (const row of rows) {
      row.hidden = !chosen.every((allows) => allows(row));
      shown += row.hidden ? 0 : 1;
    }
    for (const output of all(`[data-shown="${id}"]`)) output.value = `${shown} of ${rows.length}`;
  };
  const listen = (attribute, event, make) => {
    for (const control of all(`[data-${attribute}]`)) {
      const id = control.dataset[attribute];
      if (!rules.has(id)) rules.set(id, new Map());
      control.addEventListener(event, () => {
        rules.get(id).set(control, make(control));
        apply(id);
      });
    }
  };
  listen("filter", "input", (control) => {
    const words = control.value.toLowerCase().split(/\s+/).filter(Boolean);
    return (row) => words.every((word) => row.textContent.toLowerCase().includes(word));
  });
  listen("only", "change", (control) => (row) => !control.checked || "notable" in row.dataset);
  listen("pick", "change", (control) => (row) => !control.value || row.dataset[control.dataset.by] === control.value);

  // Copying works from a file too: where the clipboard is out of reach, the command is selected.
  for (const button of all("[data-copy]")) {
    button.addEventListener("click", async () => {
      const command = button.nextElementSibling;
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(command);
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }

  // A link to something folded away unfolds it.
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Paper cannot be clicked: findings are printed whole, and folded again afterwards.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("#main > section > .card:not([open]), .card > .example:first-of-type:not([open])");
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; });
})();
