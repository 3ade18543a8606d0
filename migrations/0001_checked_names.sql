-- Why: a constraint must tell which row it rejects and what to do about it; the words of PostgreSQL alone name neither.
--   Every CHECK constraint of this schema falls through to scopegate.refuse(). Names and times are checked here, because
--   all tables have them.
-- Locks: none on existing tables. Safe while serving: yes, it only adds functions.

DO $$
BEGIN
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'the database % has the encoding %, and paths and names need UTF8',
      current_database(), current_setting('server_encoding')
      USING HINT = 'Create the database with ENCODING ''UTF8'' TEMPLATE template0.';
  END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS scopegate;
COMMENT ON SCHEMA scopegate IS
  'Policy and credentials of Scopegate. Write policy with the scopegate.define_* functions or with plain SQL.';

-- Raises instead of answering false. Use it as the ELSE of a CASE, so that it runs only for a bad row:
--   CHECK (CASE WHEN good THEN true ELSE scopegate.refuse(format('row %s: ...', name)) END)
CREATE FUNCTION scopegate.refuse(message text, hint text DEFAULT NULL, code text DEFAULT 'check_violation')
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF hint IS NULL THEN
    RAISE EXCEPTION USING MESSAGE = message, ERRCODE = code;
  END IF;
  RAISE EXCEPTION USING MESSAGE = message, HINT = hint, ERRCODE = code;
END
$$;
COMMENT ON FUNCTION scopegate.refuse(text, text, text) IS
  'Raises an error with this message, hint and condition name; for CHECK constraints that name the row they refuse.';

-- Names are for users and for logs: no control characters, no white space at the ends, never empty.
CREATE FUNCTION scopegate.check_name(what text, name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF name = '' OR name <> btrim(name) OR char_length(name) > 200
    OR name COLLATE "C" ~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]' THEN
    PERFORM scopegate.refuse(
      format('%s %s: a name has 1 to 200 characters, no control characters and no space at either end',
        what, quote_literal(name)));
  END IF;
  RETURN true;
END
$$;
COMMENT ON FUNCTION scopegate.check_name(text, text) IS 'True for a name that users can read; raises for any other.';

CREATE FUNCTION scopegate.is_printable_time(at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT at IS NULL OR (at >= '1970-01-01 00:00:00+00' AND at < '9999-12-31 00:00:00+00')
$$;
COMMENT ON FUNCTION scopegate.is_printable_time(timestamptz) IS
  'Whether a time lies in the years 1970 to 9999, the bounds of the API; true for NULL, false for infinity.';

-- One wording for "this exists and is different", for the functions that define policy.
CREATE FUNCTION scopegate.refuse_redefinition(what text, existing jsonb, wanted jsonb, remedy text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF existing <> wanted THEN
    PERFORM scopegate.refuse(
      format('%s already exists and is different: it is %s, and this would make it %s', what, existing, wanted),
      remedy, 'unique_violation');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_redefinition(text, jsonb, jsonb, text) IS
  'Raises when a definition differs from the row that exists.';
