// Starts the program and loads its chunks. A chunk is one file: modules one behind the other. Those that came with another chunk
// are passed over, for a module that began a second time would write over what it keeps.
import init, { hydrate, initSync } from "./crosslink.js";

// Of each chunk its modules and their lengths, in order.
const CHUNKS = {};
const compiled = new Map();
const begun = new Map();
const loaded = new Map();

/** What succeeds is done once; after a failure it may be tried again. */
function once(map, key, make) {
  if (!map.has(key)) {
    map.set(key, make());
    map.get(key).catch(() => map.delete(key));
  }
  return map.get(key);
}

function compile(chunk) {
  return once(compiled, chunk, async () => {
    const answer = await fetch(new URL(`./${chunk}.pack`, import.meta.url));
    if (!answer.ok) throw new Error(`${chunk}: ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    let at = 0;
    const parts = CHUNKS[chunk].map(([name, length]) => [name, new Uint8Array(bytes, (at += length) - length, length)]);
    return Promise.all(parts.map(async ([name, part]) => [name, begun.has(name) || (await WebAssembly.compile(part))]));
  });
}

function load(chunk) {
  return once(loaded, chunk, async () => {
    const modules = await compile(chunk);
    // The next try, if there must be one, looks again at what has begun.
    compiled.delete(chunk);
    for (const [name, module] of modules) {
      await once(begun, name, () => WebAssembly.instantiate(module, { __wasm_split: initSync() }));
    }
  });
}

/** What the program calls for a chunk; it is told whether that went well. */
function loader(chunk) {
  return async (callback, data) => {
    const well = await load(chunk).then(
      () => true,
      (why) => console.warn(why),
    );
    initSync().__indirect_function_table.get(callback)(data, Boolean(well));
  };
}

/**
 * Takes over the page that the server has rendered. Its chunk comes first, so that this is done in one go: whoever presses a key
 * meanwhile finds all of the page taken over, or nothing.
 */
export async function start(wasm) {
  const chunk = document.querySelector("meta[name='crosslink-chunk']")?.content;
  const program = fetch(wasm);
  // Whether it fails is asked when it is needed.
  if (chunk) compile(chunk).catch(() => {});
  await init({ module_or_path: program });
  if (chunk) await load(chunk).catch(() => {});
  hydrate();
}
