// Runs Lighthouse over the pages named on stdin ({url, form, cookie, skip}, JSON, one a line) in one Chromium that
// stays open, and says of each what it found (JSON, one a line). It lies beside what `lighthouse.py` has installed.
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const dark = process.argv[2] === "dark" ? ["--blink-settings=preferredColorScheme=0"] : [];
const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", ...dark] });
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    process.stdout.write(JSON.stringify(await looked(asked).catch((error) => ({ error: String(error) }))) + "\n");
  }
} finally {
  chrome.kill();
}

async function looked({ url, form, cookie, skip }) {
  const flags = { port: chrome.port, onlyCategories: CATEGORIES, skipAudits: skip, disableFullPageScreenshot: true };
  if (cookie) flags.extraHeaders = { Cookie: cookie };
  const { lhr } = await lighthouse(url, flags, form === "desk" ? desktopConfig : undefined);
  return { categories: lhr.categories, audits: lhr.audits, error: lhr.runtimeError?.message ?? "" };
}
