-- Why: an API is a set of hosts that owns a route table, and answers refusals with the bodies of its error family.
--   Families are data: an operator adds one with scopegate.define_error_family().
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

CREATE TABLE scopegate.error_family (
  name text PRIMARY KEY CHECK (scopegate.check_name('error family', name)),
  content_type text NOT NULL,
  unauthorized_body text NOT NULL,
  forbidden_body text NOT NULL,
  -- It becomes a header field of an answer (RFC 9110, section 8.3.1).
  CONSTRAINT error_family_content_type CHECK (CASE
    WHEN content_type COLLATE "C" ~ '^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( ?; ?[A-Za-z0-9_.-]+=[A-Za-z0-9_."-]+)*$'
      THEN true
    ELSE scopegate.refuse(format('error family "%s": content type "%s" is not a media type', name, content_type)) END),
  CONSTRAINT error_family_bodies CHECK (CASE
    WHEN octet_length(unauthorized_body) <= 65536 AND octet_length(forbidden_body) <= 65536 THEN true
    ELSE scopegate.refuse(format('error family "%s": a body is longer than 65,536 bytes', name)) END)
);
COMMENT ON TABLE scopegate.error_family IS 'Exact bodies of the 401 and 403 answers; one family per API.';

INSERT INTO scopegate.error_family (name, content_type, unauthorized_body, forbidden_body) VALUES
  ('requestError', 'application/json',
   '{"requestError":{"serviceException":{"messageId":"UNAUTHORIZED","text":"Unauthorized"}}}',
   '{"requestError":{"serviceException":{"messageId":"FORBIDDEN","text":"Forbidden"}}}'),
  ('errorCode', 'application/json',
   '{"errorCode":"E401","description":"The request has no valid credentials.",'
   '"action":"Check that the Authorization header holds a valid, unexpired credential.","violations":[],"resources":[]}',
   '{"errorCode":"E403","description":"The credentials do not permit this request.",'
   '"action":"Check that the credentials hold a scope that this endpoint accepts.","violations":[],"resources":[]}');

CREATE TABLE scopegate.api (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT api_name_is_unique UNIQUE CHECK (scopegate.check_name('API', name)),
  error_family text NOT NULL DEFAULT 'requestError' REFERENCES scopegate.error_family (name) ON UPDATE CASCADE,
  is_default boolean NOT NULL DEFAULT false
);
CREATE INDEX api_error_family ON scopegate.api (error_family);
CREATE UNIQUE INDEX api_at_most_one_is_default ON scopegate.api (is_default) WHERE is_default;
COMMENT ON TABLE scopegate.api IS 'A host, or a set of hosts, that owns a route table.';
COMMENT ON COLUMN scopegate.api.is_default IS 'The API of requests that name no host; at most one.';

-- Exact hosts, written as requests are compared: lower case, no port, an IPv6 literal in brackets and in its
-- canonical text (RFC 5952).
CREATE FUNCTION scopegate.check_host(host text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF host COLLATE "C" ~ '^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$'
    AND length(host) <= 253 THEN
    RETURN true;
  END IF;
  IF host COLLATE "C" ~ '^\[[0-9a-f:.]+\]$' THEN
    BEGIN
      IF host = '[' || host(btrim(host, '[]')::inet) || ']' THEN
        RETURN true;
      END IF;
    EXCEPTION WHEN invalid_text_representation THEN
      NULL;
    END;
  END IF;
  RETURN scopegate.refuse(format('host "%s" is not a host name that requests can carry', host),
    'Write it in lower case, without scheme, port, wildcard or trailing dot; an IPv6 address in brackets.');
END
$$;
COMMENT ON FUNCTION scopegate.check_host(text) IS 'True for a host as requests are compared with; raises for any other.';

CREATE TABLE scopegate.api_host (
  host text PRIMARY KEY CHECK (scopegate.check_host(host)),
  api bigint NOT NULL REFERENCES scopegate.api (id) ON DELETE CASCADE
);
CREATE INDEX api_host_api ON scopegate.api_host (api);
COMMENT ON TABLE scopegate.api_host IS 'Hosts of the APIs; a host belongs to one API.';
