// One voice: a single polite region, one sentence when the hand has come to rest. Toasts are seen, not said twice.

import { said } from "./said.js";

const REST_MS = 600;

export class Voice {
  constructor(region, toasts) {
    this.region = region;
    this.toasts = toasts;
    // What a toast says is part of the one sentence: two regions would speak over each other.
    toasts.setAttribute("aria-live", "off");
    this.said = 0;
  }

  // `sentence` may be a function: it is asked when the time has come, and the day may have arrived by then.
  say(sentence) {
    clearTimeout(this.said);
    this.waiting = true;
    this.said = setTimeout(() => {
      this.waiting = false;
      const words = typeof sentence === "function" ? sentence() : sentence;
      this.region.textContent = this.region.textContent === words ? `${words}\u00a0` : words;
    }, REST_MS);
  }

  // What came too late for the sentence (a day, from a slow server) is said as soon as it is there.
  amend(sentence) {
    if (!this.waiting && this.region.textContent && this.region.textContent.trim() !== sentence()) this.region.textContent = sentence();
  }

  toast(sentence, undo) {
    const box = document.createElement("div");
    box.className = "toast";
    const words = document.createElement("span");
    words.textContent = sentence;
    box.append(words);
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--text";
      button.textContent = said("undo");
      const place = document.activeElement; // where the hand was goes on being where it is
      button.addEventListener("click", () => { box.remove(); undo(); place?.focus({ preventScroll: true }); });
      box.append(button);
    }
    this.toasts.replaceChildren(box);
    clearTimeout(this.fading);
    this.linger(box);
  }

  // A toast stays while somebody is about to use it.
  linger(box) {
    this.fading = setTimeout(() => {
      if (box.matches(":hover, :focus-within")) this.linger(box);
      else box.remove();
    }, 12000);
  }

  clear() {
    this.toasts.replaceChildren();
  }
}
