// The checks come when they are ready, and the bar of a publication moves by itself.
const checks = document.querySelector("[data-checks]");
const PAUSE = 700;

async function page(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

async function fill() {
  const waiting = checks.querySelector("[data-waiting]");
  const link = waiting.innerHTML;
  waiting.textContent = waiting.dataset.looking;
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", waiting.dataset.checking);
  checks.append(bar);
  try {
    checks.innerHTML = await page(checks.dataset.checks);
  } catch {
    bar.remove();
    waiting.innerHTML = link; // as it came from the server: run them by hand
  }
}

async function follow() {
  const here = document.querySelector("[data-progress]");
  if (!here) return;
  try {
    const fresh = new DOMParser().parseFromString(await page(here.dataset.progress), "text/html").querySelector("#progress");
    if (fresh && fresh.innerHTML !== here.innerHTML) here.replaceWith(fresh);
  } catch {
    // the next look may succeed
  }
  setTimeout(follow, PAUSE);
}

if (checks) fill();
setTimeout(follow, PAUSE);
