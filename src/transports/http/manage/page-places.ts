/**
 * Every place of the admin page. The page has one view for each of them (`web/src/shell/routes.tsx` does not compile
 * otherwise), and the service serves the page at these and at no other path.
 */
export const PAGE_PLACES = [
  '/',
  '/audit',
  '/keys',
  '/keys/new',
  '/keys/{id}',
  '/keys/{id}/edit',
  '/issuers',
  '/issuers/new',
  '/issuers/{id}',
  '/users',
  '/users/{id}',
  '/roles',
  '/roles/{id}',
  '/scopes',
  '/endpoints',
  '/endpoints/{id}',
  '/try',
] as const;

export type PagePlace = (typeof PAGE_PLACES)[number];
