/** `node --import <this>`: says on standard error which packages are loaded, one line for each file. */
import { register } from 'node:module';

const hooks = `
import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  const found = /node_modules[/]((?:@[^/]+[/])?[^/]+)/.exec(url);
  if (found !== null) writeSync(2, 'loaded package ' + found[1] + '\\n');
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
