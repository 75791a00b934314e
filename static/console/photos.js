/* A look at the chosen photos before they are sent, made smaller first: a phone's photo is ten times what is needed. */

const SIDE = 2000;
const input = document.querySelector("[data-photos]");
const previews = document.querySelector("[data-previews]");

async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return file;
  const share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  if (share === 1 && file.size < 1_500_000) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * share);
  canvas.height = Math.round(picture.height * share);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
}

input?.addEventListener("change", async () => {
  const chosen = [...input.files].slice(0, Number(input.dataset.most));
  const kept = new DataTransfer();
  for (const file of await Promise.all(chosen.map(smaller))) kept.items.add(file);
  input.files = kept.files;
  previews.replaceChildren(...[...kept.files].map((file) => {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    image.onload = () => URL.revokeObjectURL(image.src);
    return image;
  }));
});
