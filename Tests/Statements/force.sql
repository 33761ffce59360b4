SELECT before.path, before.pid, before.schemas, (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
    ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  WHERE n.nspname OPERATOR(pg_catalog.=) 'synctool'::pg_catalog.name
    AND c.relname OPERATOR(pg_catalog.=) ANY (ARRAY['migrations', 'runs', 'changes', 'rejections', 'document_changes']::pg_catalog.name[])
    AND c.relkind OPERATOR(pg_catalog.=) 'r'::pg_catalog."char"
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'::pg_catalog.text)
    AND pg_catalog.has_table_privilege(c.oid, 'SELECT'::pg_catalog.text)
  ) OPERATOR(pg_catalog.=) pg_catalog.cardinality(ARRAY['migrations', 'runs', 'changes', 'rejections', 'document_changes']), CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('client_encoding', 'UTF8', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('TimeZone', 'UTC', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('DateStyle', 'ISO, YMD', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('IntervalStyle', 'postgres', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('standard_conforming_strings', 'on', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('extra_float_digits', '1', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('bytea_output', 'hex', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('array_nulls', 'on', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('xmloption', 'content', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('lc_monetary', 'C', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('quote_all_identifiers', 'off', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER THEN pg_catalog.set_config('jit', 'off', false) END, CASE WHEN before.pid OPERATOR(pg_catalog.=) NUMBER
  THEN pg_catalog.set_config('lock_timeout', '10000ms', false) END
FROM (SELECT pg_catalog.current_setting('search_path') AS path,
  pg_catalog.pg_backend_pid() AS pid,
  pg_catalog.current_schemas(false)::pg_catalog.text AS schemas OFFSET 0) AS before;

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

SELECT CASE WHEN pg_catalog.pg_try_advisory_lock(k.key) THEN k.key END
FROM (SELECT (SELECT NUMBER | c.oid::int8 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relname = 'clients') AS key OFFSET 0) k;

SELECT current_setting('server_encoding'), pg_is_in_recovery(),
  (SELECT max(age(datfrozenxid))::int8 FROM pg_database), (current_setting('default_transaction_read_only') = 'on' OR EXISTS (SELECT FROM pg_db_role_setting
    WHERE setconfig::text LIKE '%transaction_read_only%')),
  NULL;

SELECT c.oid::int8, c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
  row_security_active(c.oid), c.relhasrules, (coalesce(pg_relation_is_publishable(c.oid), false) AND EXISTS (SELECT FROM pg_publication)),
  (SELECT concat_ws(' ', c.oid, c.xmin, row_security_active(c.oid),
    EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
    (SELECT string_agg(concat_ws(' ', a.attnum, a.xmin), ',' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0),
    (SELECT string_agg(concat_ws(' ', i.indexrelid, i.xmin), ',' ORDER BY i.indexrelid)
      FROM pg_index i WHERE i.indrelid = c.oid),
    (WITH RECURSIVE used AS (
        SELECT a.atttypid AS type FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION SELECT t.typbasetype FROM used u JOIN pg_type t ON t.oid = u.type
        WHERE t.typtype = 'd')
      SELECT string_agg(concat_ws(' ', t.oid, t.xmin, (
          SELECT string_agg(concat_ws(' ', e.oid, e.xmin), ' ' ORDER BY e.oid)
          FROM pg_enum e WHERE e.enumtypid = t.oid)), ',' ORDER BY t.oid)
      FROM used u JOIN pg_type t ON t.oid = u.type),
    (SELECT string_agg(concat_ws(' ', k.oid, k.xmin, q.xmin), ',' ORDER BY k.oid)
      FROM pg_sequence q JOIN pg_class k ON k.oid = q.seqrelid
      WHERE k.oid IN (SELECT d.objid FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
            AND d.refobjid = c.oid
          UNION ALL SELECT d.refobjid FROM pg_attrdef ad JOIN pg_depend d ON d.objid = ad.oid
            AND d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
          WHERE ad.adrelid = c.oid)))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relname = 'clients'), c.reltuples::int8, CASE WHEN NOT EXISTS (SELECT FROM pg_locks l WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock'
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
  THEN pg_relation_size(c.oid) END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2;

WITH RECURSIVE layer AS (
  SELECT a.attnum AS number, a.atttypid AS type, a.atttypmod AS modifier,
    NOT a.attnotnull AS nullable, a.atthasdef OR a.attidentity <> '' AS filled, 0 AS depth
  FROM pg_attribute a
  WHERE a.attrelid = (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = $2) AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT l.number, t.typbasetype, t.typtypmod, l.nullable AND NOT t.typnotnull,
    l.filled OR t.typdefault IS NOT NULL, l.depth + 1
  FROM layer l JOIN pg_type t ON t.oid = l.type WHERE t.typtype = 'd'),
base AS (SELECT DISTINCT ON (number) * FROM layer ORDER BY number, depth DESC)
SELECT a.attname::text, format_type(a.atttypid, a.atttypmod),
  CASE WHEN b.depth > 0 THEN format_type(b.type, b.modifier) END,
  t.typnamespace::regnamespace || '.' || quote_ident(t.typname),
  bt.typnamespace::regnamespace || '.' || quote_ident(bt.typname), bt.typname::text,
  bt.typnamespace = 'pg_catalog'::regnamespace, b.modifier::int8, b.nullable, b.filled,
  a.attgenerated <> '' OR a.attidentity = 'a', a.attgenerated <> '',
  CASE bt.typtype WHEN 'e' THEN (
    SELECT coalesce(jsonb_agg(e.enumlabel ORDER BY e.enumsortorder), '[]')::text
    FROM pg_enum e WHERE e.enumtypid = bt.oid) END, b.number::int8, (SELECT CASE WHEN a.attidentity <> '' OR d.value ~ '^\(*nextval\(''' THEN 'bound'
    WHEN d.value ~ '^\(*nextval\(\(' THEN 'byText' ELSE 'none' END
  FROM (SELECT (SELECT value FROM (SELECT ad.tableoid AS class, ad.oid, pg_get_expr(ad.adbin, ad.adrelid) AS value FROM pg_attrdef ad
  WHERE ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  UNION ALL SELECT y.tableoid, y.oid, pg_get_expr(y.typdefaultbin, 0) FROM pg_type y
  WHERE y.oid = a.atttypid AND y.typdefaultbin IS NOT NULL
  ORDER BY class DESC LIMIT 1) f)) d(value))
FROM base b JOIN pg_attribute a ON a.attrelid = (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = $2) AND a.attnum = b.number
  JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type bt ON bt.oid = b.type
ORDER BY b.number;

-- Apart, so that no index of a table that another session drops is ever looked into.
WITH live AS MATERIALIZED (
  SELECT * FROM pg_index WHERE indrelid = (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = $2) AND indislive),
i AS (
  SELECT live.*, live.indexprs::text AS tree,
    (string_to_array(live.indkey::text, ' '))[1:live.indnkeyatts] AS own
  -- One that was dropped since has no definition any more.
  FROM live WHERE pg_get_indexdef(live.indexrelid) IS NOT NULL),
part AS (
  SELECT i.indexrelid, k::int AS number FROM i, unnest(i.own) k WHERE k <> '0'
  UNION SELECT i.indexrelid, m[1]::int
    FROM i, regexp_matches(i.tree, ':varattno (-?[0-9]+)', 'g') m)
SELECT i.indexrelid::int8, c.relname::text,
  (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, false), ', ' ORDER BY k)
    FROM generate_series(1, i.indnkeyatts) k),
  i.indisunique, i.indisvalid AND i.indisready, pg_get_expr(i.indpred, i.indrelid),
  i.tree IS NULL OR i.tree !~ ':constisnull true' AND NOT EXISTS (
      SELECT FROM regexp_matches(i.tree, '\{([A-Z]+)', 'g') m
      WHERE m[1] NOT IN
        ('VAR', 'CONST', 'FUNCEXPR', 'RELABELTYPE', 'COLLATEEXPR', 'COERCEVIAIO'))
    AND NOT EXISTS (
      SELECT FROM regexp_matches(i.tree, ':funcid ([0-9]+)', 'g') m
        JOIN pg_proc p ON p.oid = m[1]::oid
      WHERE NOT p.proisstrict OR p.prolang NOT IN (SELECT oid FROM pg_language
          WHERE lanname IN ('internal', 'c')) OR p.proname NOT IN ('lower', 'upper', 'btrim', 'ltrim', 'rtrim', 'normalize', 'casefold', 'replace', 'translate', 'md5',
'text', 'varchar', 'bpchar', 'citext', 'reverse', 'sha256', 'convert_to')),
  NOT EXISTS (SELECT FROM part p WHERE p.indexrelid = i.indexrelid AND p.number <= 0),
  a.attname::text,
  i.indnkeyatts = 1 AND i.tree IS NULL
    AND (o.opcdefault OR o.opcname IN ('text_pattern_ops', 'varchar_pattern_ops'))
    AND (i.indcollation[0] = a.attcollation
      OR coalesce(l.collisdeterministic, true))
FROM i JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_opclass o ON o.oid = i.indclass[0]
  LEFT JOIN part p ON p.indexrelid = i.indexrelid
  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.number AND p.number > 0
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
ORDER BY c.relname, i.indexrelid, p.number;

SELECT p, has_table_privilege((SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = $2), p)
FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) p
UNION ALL SELECT 'TEMPORARY', has_database_privilege(current_database(), 'TEMPORARY')
UNION ALL SELECT 'USAGE on schema ' || n.nspname, has_schema_privilege(n.oid, 'USAGE')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2
UNION ALL SELECT 'USAGE on sequence ' || s.relname,
  has_sequence_privilege(s.oid, 'USAGE') OR has_sequence_privilege(s.oid, 'UPDATE')
  FROM pg_attribute a CROSS JOIN LATERAL (SELECT ad.tableoid AS class, ad.oid, pg_get_expr(ad.adbin, ad.adrelid) AS value FROM pg_attrdef ad
  WHERE ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  UNION ALL SELECT y.tableoid, y.oid, pg_get_expr(y.typdefaultbin, 0) FROM pg_type y
  WHERE y.oid = a.atttypid AND y.typdefaultbin IS NOT NULL
  ORDER BY class DESC LIMIT 1) v
    JOIN pg_depend d ON d.classid = v.class AND d.objid = v.oid
    JOIN pg_class s ON d.refclassid = 'pg_class'::regclass AND s.oid = d.refobjid
  WHERE a.attrelid = (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = $2) AND a.attnum > 0 AND NOT a.attisdropped AND s.relkind = 'S'
;

WITH parts AS (
  SELECT n.oid AS schema, c.oid, c.relname, c.relowner AS owner FROM pg_namespace n
    LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
      AND c.relname IN ('migrations', 'runs', 'changes', 'rejections', 'document_changes')
  WHERE n.nspname = $1
), trusted AS (
  SELECT oid FROM pg_roles r
  WHERE r.rolsuper OR r.rolname = current_user
    OR r.oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
    OR r.oid = (SELECT relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $2 AND c.relname = $3)
    OR pg_has_role(current_user, r.oid, 'MEMBER')
      AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
)
SELECT (SELECT string_agg(right_to, ', ' ORDER BY right_to LIKE 'USAGE%' DESC, right_to) FROM (
      SELECT DISTINCT 'USAGE on schema ' || $1 AS right_to FROM parts
        WHERE NOT has_schema_privilege(schema, 'USAGE')
      UNION ALL SELECT 'SELECT on ' || $1 || '.' || relname FROM parts
        WHERE oid IS NOT NULL AND NOT has_table_privilege(oid, 'SELECT')
      UNION ALL SELECT 'BYPASSRLS for ' || $1 || '.' || relname FROM parts
        WHERE oid IS NOT NULL AND row_security_active(oid)) l),
  EXISTS (SELECT FROM parts p JOIN pg_attribute a ON a.attrelid = p.oid WHERE NOT a.attisdropped AND (relname, attname, format_type(atttypid, NULL)) IN (
    ('migrations', 'tool_version', 'text'), ('runs', 'lock_key', 'bigint'),
    ('changes', 'row_xmin', 'xid'), ('rejections', 'winner_id', 'bytea'))),
  (SELECT min(pg_get_userbyid(owner)) FROM (
      SELECT owner FROM parts WHERE owner IS NOT NULL
      UNION SELECT nspowner FROM pg_namespace WHERE nspname = $1) o
    WHERE owner NOT IN (SELECT oid FROM trusted))::text,
  NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass
    AND d.refobjid = min(schema) AND d.deptype = 'n'),
  EXISTS (SELECT FROM parts p JOIN pg_attribute a ON a.attrelid = p.oid WHERE NOT a.attisdropped AND (relname, attname) = ('migrations', 'version')
    AND atttypid = 'int4'::regtype)
FROM parts HAVING count(*) > 0;

COMMIT;

BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;

CREATE TEMP TABLE synctool_stage (source_id bytea, key text COLLATE "C", newest int8, reason text, field text, email text COLLATE "C", created timestamptz, protected boolean, v0 text COLLATE "C", v1 text COLLATE "C", v2 jsonb, place text, twin int2);

CREATE TEMP TABLE synctool_plan (action text NOT NULL, row tid, key text COLLATE "C", target_id pg_catalog.int8, target_xmin xid, reason text, field text, winner bytea, old_email text COLLATE "C", old_protected boolean, old0 text COLLATE "C", old1 text COLLATE "C", old2 jsonb);

CREATE TEMP TABLE synctool_contested (row tid, key text COLLATE "C", winner bytea, reason text);

CREATE TEMP TABLE synctool_ambiguous (key text COLLATE "C");

CREATE TEMP TABLE synctool_candidates (row tid);

CREATE TEMP TABLE synctool_attempt (n int8, planned tid, row tid, target_id pg_catalog.int8);

CREATE TEMP TABLE synctool_refused (planned tid, reason text, field text);

SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;

COMMIT;

BEGIN;

INSERT INTO pg_temp.synctool_stage VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

INSERT INTO pg_temp.synctool_stage VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

INSERT INTO pg_temp.synctool_stage VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

INSERT INTO pg_temp.synctool_stage VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

COMMIT;

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

LOCK TABLE "public"."clients" IN ACCESS SHARE MODE;

SELECT pg_snapshot_xmin(pg_current_snapshot())::text, (SELECT concat_ws(' ', c.oid, c.xmin, row_security_active(c.oid),
    EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
    (SELECT string_agg(concat_ws(' ', a.attnum, a.xmin), ',' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0),
    (SELECT string_agg(concat_ws(' ', i.indexrelid, i.xmin), ',' ORDER BY i.indexrelid)
      FROM pg_index i WHERE i.indrelid = c.oid),
    (WITH RECURSIVE used AS (
        SELECT a.atttypid AS type FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION SELECT t.typbasetype FROM used u JOIN pg_type t ON t.oid = u.type
        WHERE t.typtype = 'd')
      SELECT string_agg(concat_ws(' ', t.oid, t.xmin, (
          SELECT string_agg(concat_ws(' ', e.oid, e.xmin), ' ' ORDER BY e.oid)
          FROM pg_enum e WHERE e.enumtypid = t.oid)), ',' ORDER BY t.oid)
      FROM used u JOIN pg_type t ON t.oid = u.type),
    (SELECT string_agg(concat_ws(' ', k.oid, k.xmin, q.xmin), ',' ORDER BY k.oid)
      FROM pg_sequence q JOIN pg_class k ON k.oid = q.seqrelid
      WHERE k.oid IN (SELECT d.objid FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
            AND d.refobjid = c.oid
          UNION ALL SELECT d.refobjid FROM pg_attrdef ad JOIN pg_depend d ON d.objid = ad.oid
            AND d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
          WHERE ad.adrelid = c.oid)))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relname = 'clients'),
  (coalesce(pg_relation_is_publishable(NUMBER), false) AND EXISTS (SELECT FROM pg_publication));

SELECT NOT EXISTS (SELECT FROM "public"."clients");

SET LOCAL work_mem = '192MB';

SET LOCAL enable_mergejoin = off;

SET LOCAL enable_tidscan = on;

INSERT INTO pg_temp.synctool_contested
SELECT row, key, winner, CASE WHEN fault IS NOT NULL THEN 'rejected'
  WHEN NOT (true AND dated) THEN 'unresolved'
  WHEN place > 1 AND again THEN 'repeated'
  WHEN place > 1 THEN 'older-record' END FROM (
  SELECT s.ctid AS row, key, reason AS fault, row_number() OVER ranked AS place,
    count(*) OVER (PARTITION BY key) AS records,
    bool_and(coalesce(twin, 0) < 2) OVER (PARTITION BY key) AS dated,
    first_value(source_id) OVER ranked AS winner,
    source_id = first_value(source_id) OVER ranked
      AND newest IS NOT DISTINCT FROM first_value(newest) OVER ranked AS again
  FROM pg_temp.synctool_stage s
  WHERE reason IS DISTINCT FROM 'excluded'
    AND key IN (SELECT key FROM pg_temp.synctool_stage WHERE twin % 2 = 1)
  WINDOW ranked AS (PARTITION BY key ORDER BY newest DESC NULLS LAST, (reason IS NOT NULL AND source_id IS NULL) DESC, source_id DESC NULLS LAST, (reason IS NOT NULL) DESC, email DESC NULLS LAST, protected DESC NULLS LAST, v0 DESC NULLS LAST, v1 DESC NULLS LAST, v2 DESC NULLS LAST, created DESC NULLS LAST)) AS contest
WHERE records > 1;

ANALYZE pg_temp.synctool_stage (reason);

INSERT INTO pg_temp.synctool_plan (action, row, reason, field, winner)
SELECT 'duplicate', row, reason,
  CASE WHEN reason = 'unresolved' THEN $1 END,
  CASE WHEN reason <> 'unresolved' THEN winner END
FROM pg_temp.synctool_contested WHERE reason <> 'rejected';

INSERT INTO pg_temp.synctool_plan (action, row, reason, field)
SELECT 'rejected', ctid, reason, field
FROM pg_temp.synctool_stage WHERE reason IS NOT NULL AND reason <> 'excluded';

INSERT INTO pg_temp.synctool_plan
  (action, row, key, target_id, target_xmin, reason, field,
    old_email, old_protected, old0, old1, old2)
SELECT CASE WHEN s.synctool_row IS NULL THEN 'orphan'
  WHEN t.synctool_row IS NULL THEN 'create' ELSE CASE WHEN coalesce(s.email, s.key) IS DISTINCT FROM t."email"::pg_catalog.text COLLATE pg_catalog."C" OR (t."protected" IS TRUE AND s.protected IS FALSE OR coalesce(s.protected, t."protected")) IS DISTINCT FROM t."protected" OR s.v0 IS DISTINCT FROM t."name"::pg_catalog.text COLLATE pg_catalog."C" OR s.v1 IS DISTINCT FROM t."phone"::pg_catalog.text COLLATE pg_catalog."C" OR s.v2 IS DISTINCT FROM t."address" THEN 'update' ELSE 'differs' END END,
  s.synctool_row,
  CASE WHEN s.synctool_row IS NULL THEN t.synctool_key
  WHEN t.synctool_row IS NULL THEN NULL ELSE NULL END,
  t."id", t.synctool_xmin,
  CASE WHEN s.synctool_row IS NULL THEN NULL
  WHEN t.synctool_row IS NULL THEN NULL ELSE CASE WHEN coalesce(s.email, s.key) IS DISTINCT FROM t."email"::pg_catalog.text COLLATE pg_catalog."C" OR (t."protected" IS TRUE AND s.protected IS FALSE OR coalesce(s.protected, t."protected")) IS DISTINCT FROM t."protected" OR s.v0 IS DISTINCT FROM t."name"::pg_catalog.text COLLATE pg_catalog."C" OR s.v1 IS DISTINCT FROM t."phone"::pg_catalog.text COLLATE pg_catalog."C" OR s.v2 IS DISTINCT FROM t."address" THEN NULL ELSE 'protected' END END,
  CASE WHEN s.synctool_row IS NULL THEN NULL
  WHEN t.synctool_row IS NULL THEN NULL ELSE NULL END,
  CASE WHEN s.synctool_row IS NOT NULL THEN t."email"::pg_catalog.text COLLATE pg_catalog."C" END, CASE WHEN s.synctool_row IS NOT NULL THEN t."protected" END, CASE WHEN s.synctool_row IS NOT NULL THEN t."name"::pg_catalog.text COLLATE pg_catalog."C" END, CASE WHEN s.synctool_row IS NOT NULL THEN t."phone"::pg_catalog.text COLLATE pg_catalog."C" END, CASE WHEN s.synctool_row IS NOT NULL THEN t."address" END
FROM (SELECT s.ctid AS synctool_row, s.* FROM pg_temp.synctool_stage s
  WHERE s.reason IS NULL AND s.ctid NOT IN (SELECT row FROM pg_temp.synctool_contested WHERE reason IS NOT NULL)) s
FULL JOIN (SELECT t.ctid AS synctool_row, t.xmin AS synctool_xmin, pg_catalog.lower(pg_catalog.btrim(t."email"::pg_catalog.text, E' \t\n\x0b\f\r') COLLATE pg_catalog."C") AS synctool_key,
  t."id", t."email", t."protected", t."name", t."phone", t."address"
FROM "public"."clients" t WHERE true) t ON t.synctool_key = s.key
WHERE s.synctool_row IS NULL OR t.synctool_row IS NULL OR coalesce(s.email, s.key) IS DISTINCT FROM t."email"::pg_catalog.text COLLATE pg_catalog."C" OR (t."protected" IS TRUE AND s.protected IS FALSE OR coalesce(s.protected, t."protected")) IS DISTINCT FROM t."protected" OR s.v0 IS DISTINCT FROM t."name"::pg_catalog.text COLLATE pg_catalog."C" OR s.v1 IS DISTINCT FROM t."phone"::pg_catalog.text COLLATE pg_catalog."C" OR s.v2 IS DISTINCT FROM t."address" OR (t."protected" IS TRUE AND s.protected IS FALSE);

SELECT action, count(*), count(*) FILTER (WHERE reason = 'unresolved')
FROM pg_temp.synctool_plan GROUP BY action UNION ALL SELECT 'beside', count(*), 0 FROM "public"."clients" t WHERE true;

SELECT EXISTS (SELECT FROM pg_temp.synctool_contested
  GROUP BY key HAVING bool_and(reason IS NOT NULL));

DELETE FROM pg_temp.synctool_plan WHERE action = 'orphan' AND key IN (
  SELECT key FROM pg_temp.synctool_stage WHERE reason IS NOT NULL AND reason <> 'excluded'
  UNION ALL SELECT key FROM pg_temp.synctool_contested);

SELECT action, count(*), count(*) FILTER (WHERE reason = 'unresolved')
FROM pg_temp.synctool_plan GROUP BY action;

SELECT a.attname::text, k.relnamespace::regnamespace || '.' || quote_ident(k.relname), k.oid::int8,
  q.seqincrement, q.seqmin, q.seqmax, q.seqcycle, has_sequence_privilege(k.oid, 'SELECT')
    AND has_schema_privilege(k.relnamespace, 'USAGE'),
  has_sequence_privilege(k.oid, 'USAGE'),
  EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique
    AND i.indkey[0] = a.attnum AND i.indnkeyatts = 1 AND i.indpred IS NULL),
  EXISTS (SELECT FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
      JOIN pg_language l ON l.oid = f.prolang
    WHERE g.tgrelid = a.attrelid AND g.tgenabled IN ('O', 'A') AND NOT g.tgisinternal
      AND g.tgtype & 7 = 7 AND (l.lanname <> 'plpgsql'
        OR f.prosrc ~* ('new\s*\.\s*"?' || regexp_replace(a.attname, '(\W)', '\\\1', 'g')
          || '"?\s*:?=|\minto\s+(strict\s+)?new\M|\mnew\s*:?=')))
FROM pg_attribute a CROSS JOIN LATERAL (
    SELECT CASE d.deptype WHEN 'i' THEN d.objid ELSE d.refobjid END AS oid FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'i'
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
        AND d.refobjsubid = a.attnum
      OR d.refclassid = 'pg_class'::regclass
        AND (d.classid, d.objid) = (SELECT v.class, v.oid FROM (SELECT ad.tableoid AS class, ad.oid, pg_get_expr(ad.adbin, ad.adrelid) AS value FROM pg_attrdef ad
  WHERE ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  UNION ALL SELECT y.tableoid, y.oid, pg_get_expr(y.typdefaultbin, 0) FROM pg_type y
  WHERE y.oid = a.atttypid AND y.typdefaultbin IS NOT NULL
  ORDER BY class DESC LIMIT 1) v
          WHERE v.value ~ '^\(*nextval\(''([^'']|'''')*''::regclass\)(?:\)*::[[:alnum:]_". ]+(?:\([0-9,]+\))?)*\)*$')
    
  ) f JOIN pg_class k ON k.relkind = 'S' AND k.oid = f.oid JOIN pg_sequence q ON q.seqrelid = k.oid
WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped;

WITH s AS (SELECT last_value AS last, is_called AS called FROM public.clients_id_seq),
  n AS (SELECT last + CASE WHEN called THEN (1)::numeric ELSE 0 END AS next FROM s),
  v AS (SELECT next, (1)::numeric * (1 - 1) + next AS last, (NUMBER)::numeric AS ending FROM n),
  w AS (SELECT *, next AS low,
    least(last, ending) AS high FROM v)
SELECT next::text,
  least(greatest(div(ending - next, (1)::numeric) + CASE WHEN (ending - next) * (1)::numeric >= 0
    THEN 1 ELSE 0 END, 0), 9e18)::int8,
  (SELECT div(t."id"::numeric - next, (1)::numeric)::int8 + 1 FROM "public"."clients" t
    WHERE low <= high
      AND t."id" BETWEEN (SELECT least(greatest(low, -NUMBER), NUMBER)::int8 FROM w)
        AND (SELECT least(greatest(high, -NUMBER), NUMBER)::int8 FROM w)
      AND mod(t."id"::numeric - next, (1)::numeric) = 0
    ORDER BY t."id"  LIMIT 1),
  x.extreme::text, coalesce((x.extreme + (1)::numeric - (NUMBER)::numeric) * (1)::numeric > 0, false)
FROM w, (SELECT max(t."id") AS extreme FROM "public"."clients" t) x;

SELECT count(p.old1), count(p.old2) FROM pg_temp.synctool_plan p
JOIN pg_temp.synctool_stage s ON s.ctid = p.row
WHERE p.action IN ('update', 'differs');

COMMIT;

BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;

SET LOCAL work_mem = '192MB';

SET LOCAL enable_tidscan = on;

LOCK TABLE "public"."clients" IN SHARE ROW EXCLUSIVE MODE;

SELECT EXISTS (SELECT FROM "public"."clients" t WHERE age(t.xmin) <= age('NUMBER'::xid8::xid)),
  EXISTS (SELECT FROM pg_trigger WHERE tgrelid IN (NUMBER) AND NOT tgisinternal
  AND tgenabled <> 'D' AND tgtype & 20 <> 0)
OR EXISTS (SELECT FROM pg_class WHERE oid IN (NUMBER) AND relhasrules),
  (coalesce(pg_relation_is_publishable(NUMBER), false) AND EXISTS (SELECT FROM pg_publication)), (SELECT concat_ws(' ', c.oid, c.xmin, row_security_active(c.oid),
    EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
    (SELECT string_agg(concat_ws(' ', a.attnum, a.xmin), ',' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0),
    (SELECT string_agg(concat_ws(' ', i.indexrelid, i.xmin), ',' ORDER BY i.indexrelid)
      FROM pg_index i WHERE i.indrelid = c.oid),
    (WITH RECURSIVE used AS (
        SELECT a.atttypid AS type FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION SELECT t.typbasetype FROM used u JOIN pg_type t ON t.oid = u.type
        WHERE t.typtype = 'd')
      SELECT string_agg(concat_ws(' ', t.oid, t.xmin, (
          SELECT string_agg(concat_ws(' ', e.oid, e.xmin), ' ' ORDER BY e.oid)
          FROM pg_enum e WHERE e.enumtypid = t.oid)), ',' ORDER BY t.oid)
      FROM used u JOIN pg_type t ON t.oid = u.type),
    (SELECT string_agg(concat_ws(' ', k.oid, k.xmin, q.xmin), ',' ORDER BY k.oid)
      FROM pg_sequence q JOIN pg_class k ON k.oid = q.seqrelid
      WHERE k.oid IN (SELECT d.objid FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
            AND d.refobjid = c.oid
          UNION ALL SELECT d.refobjid FROM pg_attrdef ad JOIN pg_depend d ON d.objid = ad.oid
            AND d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
          WHERE ad.adrelid = c.oid)))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relname = 'clients');

UPDATE pg_temp.synctool_plan p
SET action = 'failed', reason = 'changed-meanwhile'
WHERE p.action = 'update' AND NOT EXISTS (
  SELECT FROM "public"."clients" t
  WHERE t."id" = p.target_id AND t.xmin = p.target_xmin);

SAVEPOINT rows;

SET CONSTRAINTS ALL DEFERRED;

SELECT pg_catalog.set_config('search_path', '"$user", public', true);

UPDATE "public"."clients" t SET "email" = coalesce(s.email, s.key), "protected" = (t."protected" IS TRUE AND s.protected IS FALSE OR coalesce(s.protected, t."protected")), "name" = s.v0, "phone" = s.v1, "address" = s.v2, "updatedat" = CURRENT_TIMESTAMP
FROM (SELECT p.row, p.target_id FROM pg_temp.synctool_plan p WHERE p.action OPERATOR(pg_catalog.=) 'update') p
  JOIN pg_temp.synctool_stage s ON s.ctid OPERATOR(pg_catalog.=) p.row
  
WHERE t."id" OPERATOR(pg_catalog.=) p.target_id
  AND pg_catalog.lower(pg_catalog.btrim(t."email"::pg_catalog.text, E' \t\n\x0b\f\r') COLLATE pg_catalog."C") OPERATOR(pg_catalog.=) s.key;

SET LOCAL work_mem = '64MB';

INSERT INTO "public"."clients" AS t ("email", "protected", "name", "phone", "address", "createdat", "updatedat")
SELECT coalesce(s.email, s.key), coalesce(s.protected, false), s.v0, s.v1, s.v2, coalesce(s.created, CURRENT_TIMESTAMP), CURRENT_TIMESTAMP
FROM (SELECT s.* FROM pg_temp.synctool_stage s WHERE s.ctid OPERATOR(pg_catalog.=) ANY (ARRAY(SELECT p.row FROM pg_temp.synctool_plan p WHERE p.action OPERATOR(pg_catalog.=) 'create'))
  ORDER BY s.key) s;

SET LOCAL work_mem = '192MB';

SET CONSTRAINTS ALL IMMEDIATE;

RELEASE SAVEPOINT rows;

SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false), pg_catalog.set_config('client_encoding', 'UTF8', false), pg_catalog.set_config('TimeZone', 'UTC', false), pg_catalog.set_config('DateStyle', 'ISO, YMD', false), pg_catalog.set_config('IntervalStyle', 'postgres', false), pg_catalog.set_config('standard_conforming_strings', 'on', false), pg_catalog.set_config('extra_float_digits', '1', false), pg_catalog.set_config('bytea_output', 'hex', false), pg_catalog.set_config('array_nulls', 'on', false), pg_catalog.set_config('xmloption', 'content', false), pg_catalog.set_config('lc_monetary', 'C', false), pg_catalog.set_config('quote_all_identifiers', 'off', false), pg_catalog.set_config('jit', 'off', false);

SELECT CASE WHEN pg_catalog.current_setting('transaction_read_only')
    OPERATOR(pg_catalog.=) 'off'
  THEN pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text END,
  pg_catalog.pg_stat_get_bgwriter_stat_reset_time()::pg_catalog.text;

COMMIT;

SELECT pg_catalog.pg_advisory_unlock_all();
COPY (SELECT p.action, s.key::text, s.source_id, to_jsonb(p.target_id)::text, p.reason, p.field,
    p.winner, CASE WHEN p.target_id IS NULL THEN to_jsonb(s.created)::text END, to_jsonb(p.old_email)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN coalesce(s.email, s.key) ELSE coalesce(s.email, s.key) END
  ELSE CASE WHEN p.target_id IS NULL THEN coalesce(s.email, s.key) ELSE coalesce(s.email, s.key) END END)::text, to_jsonb(p.old_protected)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN coalesce(s.protected, false) ELSE coalesce(s.protected, p.old_protected) END
  ELSE CASE WHEN p.target_id IS NULL THEN coalesce(s.protected, false) ELSE (p.old_protected IS TRUE AND s.protected IS FALSE OR coalesce(s.protected, p.old_protected)) END END)::text, to_jsonb(p.old0)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v0 ELSE s.v0 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v0 ELSE s.v0 END END)::text, to_jsonb(p.old1)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v1 ELSE s.v1 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v1 ELSE s.v1 END END)::text, to_jsonb(p.old2)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v2 ELSE s.v2 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v2 ELSE s.v2 END END)::text, s.place
  FROM (SELECT p.* FROM pg_temp.synctool_plan p WHERE p.action = 'create' ORDER BY p.row LIMIT 20) p
    LEFT JOIN pg_temp.synctool_stage s ON s.ctid = p.row 
  ORDER BY s.key, s.source_id, s.ctid)
TO STDOUT (FORMAT binary);

COPY (SELECT p.action, s.key::text, s.source_id, to_jsonb(p.target_id)::text, p.reason, p.field,
    p.winner, CASE WHEN p.target_id IS NULL THEN to_jsonb(s.created)::text END, to_jsonb(p.old_email)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN coalesce(s.email, s.key) ELSE coalesce(s.email, s.key) END
  ELSE CASE WHEN p.target_id IS NULL THEN coalesce(s.email, s.key) ELSE coalesce(s.email, s.key) END END)::text, to_jsonb(p.old_protected)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN coalesce(s.protected, false) ELSE coalesce(s.protected, p.old_protected) END
  ELSE CASE WHEN p.target_id IS NULL THEN coalesce(s.protected, false) ELSE (p.old_protected IS TRUE AND s.protected IS FALSE OR coalesce(s.protected, p.old_protected)) END END)::text, to_jsonb(p.old0)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v0 ELSE s.v0 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v0 ELSE s.v0 END END)::text, to_jsonb(p.old1)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v1 ELSE s.v1 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v1 ELSE s.v1 END END)::text, to_jsonb(p.old2)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v2 ELSE s.v2 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v2 ELSE s.v2 END END)::text, s.place
  FROM (SELECT p.* FROM pg_temp.synctool_plan p WHERE p.action = 'update' ORDER BY p.row LIMIT 20) p
    LEFT JOIN pg_temp.synctool_stage s ON s.ctid = p.row 
  ORDER BY s.key, s.source_id, s.ctid)
TO STDOUT (FORMAT binary);

COPY (SELECT p.action, s.key::text, s.source_id, to_jsonb(p.target_id)::text, p.reason, p.field,
    p.winner, CASE WHEN p.target_id IS NULL THEN to_jsonb(s.created)::text END, to_jsonb(p.old_email)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN coalesce(s.email, s.key) ELSE coalesce(s.email, s.key) END
  ELSE CASE WHEN p.target_id IS NULL THEN coalesce(s.email, s.key) ELSE coalesce(s.email, s.key) END END)::text, to_jsonb(p.old_protected)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN coalesce(s.protected, false) ELSE coalesce(s.protected, p.old_protected) END
  ELSE CASE WHEN p.target_id IS NULL THEN coalesce(s.protected, false) ELSE (p.old_protected IS TRUE AND s.protected IS FALSE OR coalesce(s.protected, p.old_protected)) END END)::text, to_jsonb(p.old0)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v0 ELSE s.v0 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v0 ELSE s.v0 END END)::text, to_jsonb(p.old1)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v1 ELSE s.v1 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v1 ELSE s.v1 END END)::text, to_jsonb(p.old2)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v2 ELSE s.v2 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v2 ELSE s.v2 END END)::text, s.place
  FROM (SELECT p.* FROM pg_temp.synctool_plan p WHERE p.action = 'duplicate' ORDER BY p.row LIMIT 20) p
    LEFT JOIN pg_temp.synctool_stage s ON s.ctid = p.row 
  ORDER BY s.key, s.source_id, s.ctid)
TO STDOUT (FORMAT binary);

COPY (SELECT p.action, s.key::text, s.source_id, to_jsonb(p.target_id)::text, p.reason, p.field,
    p.winner, CASE WHEN p.target_id IS NULL THEN to_jsonb(s.created)::text END, to_jsonb(p.old_email)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN coalesce(s.email, s.key) ELSE coalesce(s.email, s.key) END
  ELSE CASE WHEN p.target_id IS NULL THEN coalesce(s.email, s.key) ELSE coalesce(s.email, s.key) END END)::text, to_jsonb(p.old_protected)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN coalesce(s.protected, false) ELSE coalesce(s.protected, p.old_protected) END
  ELSE CASE WHEN p.target_id IS NULL THEN coalesce(s.protected, false) ELSE (p.old_protected IS TRUE AND s.protected IS FALSE OR coalesce(s.protected, p.old_protected)) END END)::text, to_jsonb(p.old0)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v0 ELSE s.v0 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v0 ELSE s.v0 END END)::text, to_jsonb(p.old1)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v1 ELSE s.v1 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v1 ELSE s.v1 END END)::text, to_jsonb(p.old2)::text, to_jsonb(CASE WHEN p.action = 'differs'
  THEN CASE WHEN p.target_id IS NULL THEN s.v2 ELSE s.v2 END
  ELSE CASE WHEN p.target_id IS NULL THEN s.v2 ELSE s.v2 END END)::text, s.place
  FROM (SELECT p.* FROM pg_temp.synctool_plan p WHERE p.action = 'rejected' ORDER BY p.row LIMIT 20) p
    LEFT JOIN pg_temp.synctool_stage s ON s.ctid = p.row 
  ORDER BY s.key, s.source_id, s.ctid)
TO STDOUT (FORMAT binary);

