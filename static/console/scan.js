/* The camera reads codes where the browser can (BarcodeDetector); everywhere else the field does. */

const start = document.querySelector("[data-camera-start]");
const box = document.querySelector("[data-camera]");
const says = document.querySelector("[data-camera-says]");
const form = document.querySelector("[data-scan]");

async function able() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

async function look() {
  const video = box.querySelector("[data-video]");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch {
    box.hidden = false;
    video.hidden = true;
    says.textContent = says.dataset.refused;
    start.hidden = false;
    return;
  }
  video.srcObject = stream;
  await video.play();
  says.textContent = says.dataset.waiting;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  addEventListener("pagehide", stop, { once: true });
  const step = async () => {
    if (!stream.active) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) { setTimeout(step, 150); return; }
    stop();
    navigator.vibrate?.(60);
    form.elements.code.value = code.rawValue;
    form.requestSubmit();
  };
  step();
}

if (await able()) {
  start.hidden = false;
  start.addEventListener("click", () => { start.hidden = true; box.hidden = false; look(); });
  /* Who allowed the camera once is not asked again, and need not tap again. */
  const allowed = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (allowed?.state === "granted") start.click();
}
