CREATE TYPE s AS ENUM ('a', 'b');
CREATE TABLE t (a int PRIMARY KEY, b s, c text CHECK (c IN ('x') OR c IS NULL) DEFAULT 'q', -- r
  d text[] DEFAULT '{}'::text[], FOREIGN KEY (a) REFERENCES u (x), UNIQUE (c));
COMMENT ON COLUMN t.a IS E'it\'s';
INSERT INTO t (a, c) VALUES (1, 'x'), (-2, NULL);
COPY t (a, c) FROM stdin;
1	\N
2	\t\101
\.
ALTER TABLE ONLY t ADD CONSTRAINT k PRIMARY KEY (a, b);
CREATE FUNCTION f() RETURNS int AS $$ BEGIN; END $$;
