// Puts a state (ready words from the server) into the page. Text goes in as text; only the drawing is markup.

function errorLine(id) {
  const line = document.createElement("p");
  line.className = "field__error";
  line.id = `e-${id}`;
  line.append(document.querySelector("template[data-warning]").content.cloneNode(true), document.createElement("span"));
  return line;
}

function fieldError(input, sentence) {
  const frame = input.closest(".field");
  frame.classList.toggle("field--error", Boolean(sentence));
  let line = frame.querySelector(".field__error");
  if (!sentence) {
    line?.remove();
    input.removeAttribute("aria-invalid");
    return;
  }
  if (!line) {
    line = errorLine(input.name);
    frame.append(line);
  }
  line.querySelector("span").textContent = sentence;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", `e-${input.name} h-${input.name}`);
}

function repairButton(repair, className) {
  const button = document.createElement("button");
  button.type = "submit";
  button.name = "repair";
  button.value = repair.value;
  button.className = className;
  const difference = document.createElement("span");
  difference.className = "fixes__diff";
  difference.textContent = repair.diff;
  button.append(`${repair.label} `, difference);
  return button;
}

function applyRow(row, state) {
  const input = row.querySelector("input");
  const why = row.querySelector(".row__why");
  row.classList.toggle("row--blocked", Boolean(state.blocked));
  row.querySelector(".row__diff").textContent = state.diff;
  if (state.blocked) {
    input.setAttribute("aria-disabled", "true");
    input.setAttribute("aria-describedby", why.id);
  } else {
    input.removeAttribute("aria-disabled");
    input.removeAttribute("aria-describedby");
  }
  const reason = document.createElement("span");
  reason.textContent = state.blocked;
  why.replaceChildren(reason);
  if (state.repair) why.append(repairButton(state.repair, "button button--text row__fix"));
  why.hidden = !state.blocked;
}

function applyProblems(form, state) {
  const first = Object.keys(state.problems)[0];
  form.querySelectorAll("[data-number]").forEach((box) => {
    fieldError(box.querySelector("input[type=number]"), state.problems[box.dataset.number] ?? "");
  });
  form.querySelectorAll("[data-error]").forEach((line) => {
    const sentence = state.problems[line.dataset.error] ?? "";
    line.querySelector("span").textContent = sentence;
    line.hidden = !sentence;
  });
  form.querySelectorAll("[data-fix]").forEach((box) => {
    const buttons = box.dataset.fix === first ? state.repairs : [];
    box.replaceChildren(...buttons.map((repair) => repairButton(repair, "button button--quiet button--small")));
  });
  const lost = form.querySelector("[data-lost]");
  lost.hidden = !state.problems[""];
  lost.querySelector("[data-lost-sentence]").textContent = state.problems[""] ?? "";
}

function applyTexts(form, state, changed) {
  form.querySelectorAll("[data-words]").forEach((box) => {
    const name = box.dataset.words;
    const input = box.querySelector("[data-text]");
    box.hidden = !state.asked.includes(name);
    // Words that were never written are asked for when the shopper goes on, not while they type elsewhere.
    fieldError(input, input.value || changed === name ? state.problems[name] ?? "" : "");
  });
}

function priceList(lines) {
  const list = document.createElement("dl");
  list.className = "prices";
  for (const [label, value, kind] of lines) {
    const line = document.createElement("div");
    line.className = kind ? `prices__line prices__line--${kind}` : "prices__line";
    const term = document.createElement("dt");
    term.textContent = label;
    const amount = document.createElement("dd");
    amount.textContent = value;
    line.append(term, amount);
    list.append(line);
  }
  return list;
}

function applyPrice(form, state) {
  form.querySelector("[data-total]").textContent = state.price ? state.price.total : "";
  if (!state.price) return;
  const later = state.price.later ? [["Pay when it is ready", state.price.later]] : [];
  form.querySelector("[data-prices]").replaceChildren(
    priceList([...state.price.lines, ["In all, tax included", state.price.total, "total"]]),
    priceList([["Pay today", state.price.today], ...later]),
  );
}

function applyDate(form, state) {
  const line = form.querySelector("[data-date]");
  const why = form.querySelector("[data-why]");
  why.textContent = state.date?.why ? ` ${state.date.why}` : "";
  const trouble = Object.keys(state.problems).length ? "One thing to change first." : "";
  line.replaceChildren(state.date ? state.date.sentence : trouble, why);
}

export function applyState(form, state, changed) {
  for (const [group, options] of Object.entries(state.options)) {
    const box = form.querySelector(`[data-group="${CSS.escape(group)}"]`);
    for (const [option, row] of Object.entries(options)) {
      applyRow(box.querySelector(`[data-row="${CSS.escape(option)}"]`), row);
    }
  }
  applyProblems(form, state);
  applyTexts(form, state, changed);
  applyPrice(form, state);
  applyDate(form, state);
  if (state.svg) form.querySelector("[data-art]").innerHTML = state.svg;
}
