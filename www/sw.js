// Keeps the page's files, so that a second visit works without a network.
//
// The page registers this file as `sw.js?v=<version of manifest.json>`: another version is
// another address, which is how the browser notices it. Weights are not kept here: the worker
// stores those that were used, by their checksum, and finds them itself.

const PREFIX = "spectrafide-";
const version = new URL(self.location.href).searchParams.get("v") ?? "0";
const cacheName = PREFIX + "files-" + version;

/**
 * What verifies Content Credentials and what decodes JPEG XL: needed for few pictures. They are kept
 * when the page is opened again, so that a first visit does not pay for them and who comes back has
 * them offline.
 */
const isKeptLater = (name) => /^pkg\/(credentials|jxl)[._]/.test(name);

/** Needed at the next visit; declarations of types and weights are not. */
const isKept = (name) =>
  !name.endsWith(".bpk") && !name.endsWith(".d.ts") && name !== "sw.js" && !isKeptLater(name);

async function install() {
  const response = await fetch("manifest.json", { cache: "no-cache" });
  const { files } = await response.clone().json();
  const cache = await caches.open(cacheName);
  await cache.put("manifest.json", response);
  const kept = Object.entries(files).filter(([name]) => isKept(name));
  await Promise.all(
    kept.map(async ([name, { path }]) => {
      // A name with a hash never changes its contents; any other has to be asked for again.
      const hashed = name !== path;
      const file = await fetch(path, { cache: hashed ? "default" : "no-cache" });
      if (!file.ok) throw new Error(`${path}: status ${file.status}`);
      await cache.put(path, file.clone());
      if (name === "index.html") await cache.put("./", file);
    }),
  );
  await self.skipWaiting();
}

async function keepLater() {
  const cache = await caches.open(cacheName);
  const manifest = await cache.match("manifest.json");
  if (!manifest) return;
  const { files } = await manifest.json();
  for (const [name, { path }] of Object.entries(files)) {
    if (!isKeptLater(name) || (await cache.match(path))) continue;
    const file = await fetch(path);
    if (file.ok) await cache.put(path, file);
  }
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX + "files-") && name !== cacheName) await caches.delete(name);
  }
  await self.clients.claim();
}

/** `page.0123456789abcdef.js`: a name that carries its contents' hash. */
const isHashed = (url) => /\.[0-9a-f]{16}\.[a-z]+$/.test(url.pathname);

async function answer(request) {
  const url = new URL(request.url);
  const cache = await caches.open(cacheName);
  const kept = () => cache.match(request, { ignoreSearch: request.mode === "navigate" });
  if (isHashed(url)) return (await kept()) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const found = await kept();
    if (found) return found;
    throw error;
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const sameOrigin = new URL(event.request.url).origin === self.location.origin;
  if (event.request.method === "GET" && sameOrigin) event.respondWith(answer(event.request));
  // Without a network it stays missing, and the next visit tries again.
  if (event.request.mode === "navigate") event.waitUntil(keepLater().catch(() => {}));
});
