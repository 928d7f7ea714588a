// Loads the page's program. Everything else, the worker included, is started by it.

const app = document.getElementById("app");

try {
  const response = await fetch("manifest.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`manifest.json: status ${response.status}`);
  const text = await response.text();
  const { files } = JSON.parse(text);
  const url = (name) => new URL(files[name]?.path ?? name, document.baseURI).href;

  const page = await import(url("pkg/page.js"));
  await page.default({ module_or_path: url("pkg/page_bg.wasm") });
  page.start(text);
} catch (error) {
  console.error(error);
  const message = document.createElement("p");
  message.className = "boot boot--failed";
  message.setAttribute("role", "alert");
  message.dataset.testid = "error";
  message.textContent =
    "The page could not be started. Check the connection and reload it; it needs a current " +
    "version of Chrome, Edge, Firefox or Safari.";
  app.replaceChildren(message);
}
