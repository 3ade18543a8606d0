import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

const DESCRIPTION =
  'Manage API keys, see what they can call, and read policy and its history. Every operation is decided by the ' +
  'policy itself; the scope that each needs is named as x-required-scopes.';

export function openApiOptions(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Scopegate Management API',
        version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: ['Session', 'API keys', 'Users', 'Roles', 'User sessions', 'Policy', 'Checks', 'Records'].map((name) => ({
        name,
      })),
      components: {
        securitySchemes: {
          key: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'App, a space, and an API key.' },
          session: { type: 'apiKey', in: 'cookie', name: 'scopegate', description: 'Set by POST /v1/session.' },
        },
      },
    },
  };
}
