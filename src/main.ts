import { runCommandLine } from './cli/main.js';

await runCommandLine(process.argv.slice(2));
