// Comforts of the shipping page: one box for all rows, and a countdown that goes on by itself.
const all = document.querySelector("[data-all]");
if (all) {
  all.hidden = false;
  document.querySelector("[data-all-title]").classList.add("sr-only");
  const box = all.querySelector("input");
  const rows = () => [...document.querySelectorAll("input[name=row][type=checkbox]")];
  const mark = () => {
    const on = rows().filter((row) => row.checked).length;
    box.checked = on === rows().length;
    box.indeterminate = on > 0 && on < rows().length;
  };
  box.addEventListener("change", () => rows().forEach((row) => { row.checked = box.checked; }));
  document.addEventListener("change", (event) => { if (event.target.name === "row") mark(); });
  mark();
}

const begun = Date.now();
function tick() {
  document.querySelectorAll("[data-until]").forEach((clock) => {
    const now = (clock.dataset.now ? Date.parse(clock.dataset.now) : begun) + (Date.now() - begun);
    const minutes = Math.max(0, Math.floor((Date.parse(clock.dataset.until) - now) / 60000));
    const words = minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
    if (clock.textContent !== words) clock.textContent = words;
  });
}
setInterval(tick, 15000);
