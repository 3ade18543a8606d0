/** The part of an OpenAPI document that the readable page shows. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: unknown;
  }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> };
  readonly responses?: Readonly<
    Record<
      string,
      { readonly description?: string; readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }
    >
  >;
}

/** One page without scripts that people read: every operation with its parameters, body and answers. */
export function docsPage(document: OpenApiDocument, nonce: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? 'Other'))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => (operation.tags?.[0] ?? 'Other') === tag);
    return `<section><h2>${escape(tag)}</h2>${own.map(operationHtml).join('')}</section>`;
  });
  const shapes = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details id="${escape(name)}"><summary><code>${escape(name)}</code></summary>${preformatted(schema)}</details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(document.info.title)}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<style nonce="${nonce}">${STYLE}</style></head><body><main><h1>${escape(document.info.title)} <small>${escape(document.info.version)}</small></h1>
<p>${escape(document.info.description ?? '')} For machines: <a href="/openapi.json">openapi.json</a>.</p>${sections.join('')}<section><h2>Shapes</h2>${shapes.join('')}</section></main></body></html>`;
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0}main{max-width:60rem;margin:0 auto;padding:1rem}
details{border:1px solid #8886;border-radius:8px;margin:.5rem 0;padding:.5rem .75rem}summary{cursor:pointer}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{overflow:auto;background:#8882;padding:.75rem;border-radius:6px}
.method{display:inline-block;min-width:4.5rem;font-weight:600}table{border-collapse:collapse}td,th{text-align:left;padding:.15rem .75rem .15rem 0;vertical-align:top}`;

function operationHtml({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: OpenApiOperation;
}): string {
  const parameters = (operation.parameters ?? [])
    .map(
      (each) =>
        `<tr><td><code>${escape(each.name)}</code></td><td>${escape(each.in)}${each.required === true ? ', required' : ''}</td><td><code>${escape(JSON.stringify(each.schema))}</code></td></tr>`,
    )
    .join('');
  const body = schemaHtml('Body', operation.requestBody?.content);
  const answers = Object.entries(operation.responses ?? {})
    .map(([status, answer]) => {
      const shape = Number(status) < 300 ? schemaHtml('', answer.content) : '';
      return `<tr><td>${escape(status)}</td><td>${escape(answer.description ?? '')}${shape}</td></tr>`;
    })
    .join('');
  return `<details><summary><span class="method">${escape(method)}</span> <code>${escape(path)}</code> ${escape(operation.summary ?? '')}</summary>
<p>${escape(operation.description ?? '')}</p>${parameters === '' ? '' : `<table>${parameters}</table>`}${body}<table>${answers}</table></details>`;
}

function schemaHtml(
  title: string,
  content: Readonly<Record<string, { readonly schema?: unknown }>> | undefined,
): string {
  const schema = content?.['application/json']?.schema;
  if (schema === undefined) return '';
  return `<details><summary>${escape(title === '' ? 'Shape' : title)}</summary>${preformatted(schema)}</details>`;
}

/** References lead to the shapes at the end of the page. */
function preformatted(schema: unknown): string {
  const text = escape(JSON.stringify(schema, null, 2));
  return `<pre>${text.replace(/#\/components\/schemas\/(\w+)/g, '<a href="#$1">$1</a>')}</pre>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
