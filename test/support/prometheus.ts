import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.js';

const DEPLOY = join(root, 'deploy', 'prometheus');
const PROGRAM = 'prometheus';

export interface RunningPrometheus {
  /** Value of a query with one result; null for none. */
  value(query: string): Promise<number | null>;
  /** Names of the alerts that fire. */
  firing(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/**
 * A real Prometheus with the configuration and the rules that ship, in a hurry: it scrapes and evaluates once a second, and
 * an alert fires after one second of what it now waits minutes for. Conditions and labels stay as they are.
 */
export async function startPrometheus(target: string): Promise<RunningPrometheus> {
  const directory = mkdtempSync(join(tmpdir(), 'scopegate-prometheus-'));
  const config = readFileSync(join(DEPLOY, 'prometheus.yml'), 'utf8')
    .replace('127.0.0.1:8080', target)
    .replace(/_interval: \w+/g, '_interval: 1s');
  const rules = readFileSync(join(DEPLOY, 'scopegate.rules.yml'), 'utf8')
    .replace(/\bfor: \w+/g, 'for: 1s')
    .replace(/\binterval: \w+/g, 'interval: 1s');
  writeFileSync(join(directory, 'prometheus.yml'), config);
  writeFileSync(join(directory, 'scopegate.rules.yml'), rules);
  const words = ['--web.listen-address=127.0.0.1:0', `--storage.tsdb.path=${join(directory, 'data')}`];
  const child = spawn(PROGRAM, [...words, `--config.file=${join(directory, 'prometheus.yml')}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  const url = await listeningUrl(child.stderr, ended);
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`);
    return ((await response.json()) as { data: unknown }).data;
  };
  return {
    async value(query) {
      const data = (await get(`/api/v1/query?query=${encodeURIComponent(query)}`)) as {
        result: readonly { value: readonly [number, string] }[];
      };
      return data.result.length === 0 ? null : Number(data.result[0]!.value[1]);
    },
    async firing() {
      const data = (await get('/api/v1/alerts')) as { alerts: { state: string; labels: { alertname: string } }[] };
      return data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The port is the system's choice, and said in the log. */
function listeningUrl(log: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    log.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /Listening on.*address=(127\.0\.0\.1:\d+)/.exec(text);
      if (found !== null) resolve(`http://${found[1]!}`);
    });
    void ended.then(() => reject(new Error(`Prometheus ended before it listened:\n${text}`)));
  });
}
