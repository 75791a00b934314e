// Fetches the model's artefact and makes the engine of it. A model that is too big to be sent has none: then the server
// answers every pick.

export async function loadEngine(form, inputs) {
  try {
    const { ModelEngine } = await import("./engine.js");
    return await ModelEngine.load(form.dataset.model, form.dataset.locale, inputs);
  } catch {
    return null;
  }
}
