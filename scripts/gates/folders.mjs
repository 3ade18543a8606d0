/** @typedef {{ source: string, dependencies: readonly { resolved: string }[] }} Module */

/**
 * Folders beside one another that import each other, directly or by way of others. A folder counts with everything below it;
 * the files of the folder above are its table of contents and common ground, and count for neither.
 * @param {readonly Module[]} modules
 * @param {string} root a folder, for instance `src`
 * @returns {string[]} a line for each cycle: the folders in order, and one import of each
 */
export function folderCycles(modules, root) {
  const edges = folderEdges(modules, root);
  const cycles = [];
  for (const [parent, graph] of edges) {
    for (const ring of rings(graph)) {
      const imports = ring.map((folder, at) => graph.get(folder)?.get(ring[(at + 1) % ring.length] ?? '') ?? '');
      cycles.push(`folder cycle in ${parent}: ${[...ring, ring[0]].join(' -> ')} (${imports.join('; ')})`);
    }
  }
  return cycles.sort();
}

/**
 * By parent folder: the imports between its folders, each with an example.
 * @param {readonly Module[]} modules
 * @param {string} root
 */
function folderEdges(modules, root) {
  /** @type {Map<string, Map<string, Map<string, string>>>} */
  const edges = new Map();
  for (const { source, dependencies } of modules) {
    for (const { resolved } of dependencies) {
      if (!source.startsWith(`${root}/`) || !resolved.startsWith(`${root}/`)) continue;
      const [from, to] = [source.split('/'), resolved.split('/')];
      let depth = 0;
      while (from[depth] === to[depth] && depth < Math.min(from.length, to.length) - 1) depth++;
      const [fromFolder, toFolder] = [from[depth], to[depth]];
      if (depth >= from.length - 1 || depth >= to.length - 1) continue;
      if (fromFolder === undefined || toFolder === undefined) continue;
      const parent = from.slice(0, depth).join('/');
      const graph = edges.get(parent) ?? new Map();
      edges.set(parent, graph);
      const targets = graph.get(fromFolder) ?? new Map();
      graph.set(fromFolder, targets);
      if (!targets.has(toFolder)) targets.set(toFolder, `${source} -> ${resolved}`);
    }
  }
  return edges;
}

/**
 * One ring for each folder that can reach itself, the shortest one; each ring once.
 * @param {ReadonlyMap<string, ReadonlyMap<string, string>>} graph
 * @returns {string[][]}
 */
function rings(graph) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const start of graph.keys()) {
    /** @type {string[][]} */
    const queue = [[start]];
    const seen = new Set();
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const next = graph.get(path.at(-1) ?? '');
      if (next === undefined) continue;
      if (next.has(start)) {
        found.set([...path].sort().join(), path);
        break;
      }
      for (const folder of next.keys()) if (!seen.has(folder)) (seen.add(folder), queue.push([...path, folder]));
    }
  }
  return [...found.values()];
}
