-- Why: an opaque token is sent to the issuer whose prefix it begins with. Where one prefix extended another, whoever could add
--   an issuer could have the live tokens of another one sent to themselves. And a token with a far expiry, signed with a stolen
--   key, was good for that long: now each issuer has a longest lifetime of its tokens.
-- Locks: ACCESS EXCLUSIVE on scopegate.oauth_issuer, briefly: the table holds a few rows. Fails, and names the rows, where two
--   prefixes overlap already. Safe while serving: yes; a release that does not know the column does not apply the cap.

-- All texts that begin with a prefix are one range in the order of bytes, so overlapping prefixes are overlapping ranges.
CREATE TYPE scopegate.text_range AS RANGE (subtype = text, collation = "C");
COMMENT ON TYPE scopegate.text_range IS 'A range of texts in the order of their bytes.';
COMMENT ON FUNCTION scopegate.text_range(text, text) IS 'The texts from the first one up to, and without, the second one.';
COMMENT ON FUNCTION scopegate.text_range(text, text, text) IS 'The same with bounds such as [] or ().';
COMMENT ON FUNCTION scopegate.text_multirange() IS 'No texts; PostgreSQL makes it with the type.';
COMMENT ON FUNCTION scopegate.text_multirange(scopegate.text_range) IS 'One range as a list; PostgreSQL makes it with the type.';
COMMENT ON FUNCTION scopegate.text_multirange(scopegate.text_range[]) IS
  'Several ranges as a list; PostgreSQL makes it with the type.';

DO $$
DECLARE
  pair record;
BEGIN
  SELECT a.name AS one, a.opaque_prefix AS prefix, b.name AS other, b.opaque_prefix AS other_prefix INTO pair
  FROM scopegate.oauth_issuer a JOIN scopegate.oauth_issuer b ON a.id < b.id
  WHERE a.introspection_uri IS NOT NULL AND b.introspection_uri IS NOT NULL
    AND (starts_with(a.opaque_prefix, b.opaque_prefix) OR starts_with(b.opaque_prefix, a.opaque_prefix)) LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(format('OAuth issuers "%s" and "%s": the opaque prefixes "%s" and "%s" overlap',
      pair.one, pair.other, pair.prefix, pair.other_prefix),
      'Give each issuer with opaque tokens a prefix of its own, then migrate again.');
  END IF;
END
$$;

-- Also for disabled issuers: their tokens are still live elsewhere, and must not be shown to anybody else.
-- chr(127) sorts after every character that a prefix may have. A constraint holds against writers at the same time, too.
DROP INDEX scopegate.oauth_issuer_opaque_prefix;
ALTER TABLE scopegate.oauth_issuer ADD CONSTRAINT oauth_issuer_opaque_prefixes_are_apart
  EXCLUDE USING gist (scopegate.text_range(opaque_prefix, opaque_prefix || chr(127)) WITH &&)
  WHERE (introspection_uri IS NOT NULL);

-- The same rule with a message that names the other row; the constraint decides where two writers race.
CREATE FUNCTION scopegate.refuse_overlapping_prefix() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  other record;
BEGIN
  IF NEW.introspection_uri IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT i.name, i.opaque_prefix INTO other FROM scopegate.oauth_issuer i
  WHERE i.id <> NEW.id AND i.introspection_uri IS NOT NULL
    AND (starts_with(i.opaque_prefix, NEW.opaque_prefix) OR starts_with(NEW.opaque_prefix, i.opaque_prefix)) LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(format('OAuth issuer "%s": the opaque prefix "%s" overlaps with "%s" of the issuer "%s"',
      NEW.name, NEW.opaque_prefix, other.opaque_prefix, other.name),
      'No prefix may be the beginning of another one; the empty prefix is for a single issuer with opaque tokens.');
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_overlapping_prefix() IS
  'Trigger: no opaque prefix is the beginning of that of another issuer.';
CREATE TRIGGER b_prefixes_are_apart BEFORE INSERT OR UPDATE OF introspection_uri, opaque_prefix ON scopegate.oauth_issuer
  FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_overlapping_prefix();
COMMENT ON COLUMN scopegate.oauth_issuer.opaque_prefix IS
  'Opaque tokens that begin so are those of this issuer. No prefix may be the beginning of another one.';

-- One day: longer than access tokens usually last, and short enough that a forged one ends.
ALTER TABLE scopegate.oauth_issuer ADD COLUMN max_token_lifetime_seconds integer NOT NULL DEFAULT 86400;
ALTER TABLE scopegate.oauth_issuer ADD CONSTRAINT oauth_issuer_max_token_lifetime CHECK (CASE
  WHEN max_token_lifetime_seconds BETWEEN 60 AND 31536000 THEN true
  ELSE scopegate.refuse(format('OAuth issuer "%s": max_token_lifetime_seconds is 60 to 31536000, not %s', name,
    max_token_lifetime_seconds)) END);
COMMENT ON COLUMN scopegate.oauth_issuer.max_token_lifetime_seconds IS
  'The longest time from "iat" to "exp" of its tokens; a token that lasts longer is denied.';

-- The tables may have deferred checks that are still to run in this transaction, and later migrations may alter them.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
