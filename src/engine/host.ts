export function parseHost(raw: string): { host: string } | { refusal: string } {
  if (raw === '') return { host: '' };
  const match = /^([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/.exec(raw.toLowerCase());
  return match?.[1] === undefined ? { refusal: 'bad_host' } : { host: match[1] };
}
