-- Why: a product is a family of endpoints, and may name one scope that opens all of them.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.scope, briefly, for the foreign key. Safe while serving: yes.

CREATE TABLE scopegate.product (
  name text PRIMARY KEY CHECK (scopegate.check_name('product', name)),
  title text NOT NULL CHECK (scopegate.check_name('title of a product', title)),
  manage_scope text REFERENCES scopegate.scope (name) ON UPDATE CASCADE
);
CREATE INDEX product_manage_scope ON scopegate.product (manage_scope);
COMMENT ON TABLE scopegate.product IS 'Families of endpoints.';
COMMENT ON COLUMN scopegate.product.manage_scope IS
  'Opens every endpoint of the product that has not opted out (endpoint.managed); null for none.';
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.product
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('manage_scope');

CREATE FUNCTION scopegate.define_product(name text, title text, manage_scope text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.product (name, title, manage_scope)
  VALUES (define_product.name, define_product.title, define_product.manage_scope)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse_redefinition(format('product "%s"', p.name), jsonb_build_array(p.title, p.manage_scope),
      jsonb_build_array(define_product.title, define_product.manage_scope),
      'Change it with UPDATE scopegate.product SET ... WHERE name = ...')
    FROM scopegate.product p WHERE p.name = define_product.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_product(text, text, text) IS
  'A product, and the scope that opens all its endpoints except those that opt out; no such scope when NULL.';

CALL scopegate.watch_table('scopegate.product', 'product', 'r.name');
CALL scopegate.audit_table('scopegate.product', 'r.name', 'r.name');
