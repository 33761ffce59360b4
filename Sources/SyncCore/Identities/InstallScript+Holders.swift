internal import Engine
internal import PostgresDriver

/// The part of the function that finds every column with ids of the application's rows when it is called.
extension InstallScript {
  /// Fills `holders` with the tables in the order of their oids, the statement that changes an id everywhere, and
  /// the one that counts the rows.
  ///
  /// Both take the old id as `$1` and the new one as `$2`. A table stands in the statement once, since a row can be
  /// changed once in it; a partition counts with its parent, and what PostgreSQL computes follows by itself.
  var holderSearch: SQL {
    """
    WITH RECURSIVE \(HolderReader.places(from: rootRows)),
      columns AS (
        SELECT l.rel, a.attnum AS number, quote_ident(l.name) AS name, b.type,
          format('t.%I = $1::%s', l.name, b.type)
            || CASE WHEN l.owns IS NULL THEN '' ELSE format(' AND t.tableoid = ANY (%L::oid[])', (
              SELECT array_agg(t.relid::oid) FROM unnest(l.owns) o (oid), pg_partition_tree(o.oid::regclass) t
              WHERE t.isleaf)) END AS is_old
        FROM places l LEFT JOIN pg_attribute a ON a.attrelid = l.rel AND a.attname = l.name AND NOT a.attisdropped
          -- A cast to a domain may cut what does not fit.
          LEFT JOIN LATERAL (WITH RECURSIVE layer (type) AS (
              SELECT a.atttypid UNION ALL SELECT y.typbasetype FROM layer b JOIN pg_type y ON y.oid = b.type
              WHERE y.typtype = 'd')
            SELECT format_type(y.oid, -1) AS type FROM layer b JOIN pg_type y ON y.oid = b.type AND y.typtype <> 'd'
            ) b ON true
        WHERE coalesce(a.attgenerated, '') = ''),
      changes AS (
        SELECT c.rel, format('%I.%I', n.nspname, k.relname) AS path, row_number() OVER (ORDER BY c.rel) AS place,
          string_agg(format('%s = CASE WHEN %s THEN $2::%s ELSE t.%s END', c.name, c.is_old, c.type, c.name), ', '
            ORDER BY c.number) AS sets,
          string_agg(c.is_old, ' OR ' ORDER BY c.number) AS finds,
          bool_or(c.number IS NULL) AS lacks,
          k.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.rel) AS has_heirs
        FROM columns c JOIN pg_class k ON k.oid = c.rel JOIN pg_namespace n ON n.oid = k.relnamespace
        GROUP BY c.rel, n.nspname, k.relname, k.relkind)
      SELECT string_agg(x.path, ', ' ORDER BY x.rel) AS tables,
        'WITH ' || string_agg(format('u%s AS (UPDATE %s t SET %s WHERE %s RETURNING 1)',
          x.place, x.path, x.sets, x.finds), ', ')
          || ' SELECT jsonb_agg(to_jsonb(r) ORDER BY r."table") FROM ('
          || string_agg(format('SELECT %L AS "table", count(*) AS rows FROM u%s', x.path, x.place), ' UNION ALL ')
          || ') r' AS change,
        'SELECT jsonb_agg(to_jsonb(r) ORDER BY r."table") FROM ('
          || string_agg(format('SELECT %L AS "table", count(*) AS rows FROM %s t WHERE %s', x.path, x.path, x.finds),
            ' UNION ALL ')
          || ') r WHERE $2 IS NOT NULL' AS count,
        string_agg(x.path, ', ') FILTER (WHERE x.lacks) AS lacking,
        string_agg(x.path, ', ') FILTER (WHERE x.has_heirs) AS inherited
      INTO holders
      FROM changes x;
      IF holders.lacking IS NOT NULL THEN
        RAISE EXCEPTION '% lacks a column that held ids when synctool was installed', holders.lacking
          USING HINT = 'run synctool identities install again';
      END IF;
      IF holders.inherited IS NOT NULL THEN
        RAISE EXCEPTION 'other tables inherit from %, and no foreign key holds for their rows', holders.inherited;
      END IF;
    """
  }

  /// The columns where ids are known to be: a row of the table's name and the column's each.
  private var rootRows: [SQL] {
    let own: SQL = "(\(literal: app.sql.text), \(literal: app.id))"
    return [own]
      + references.map { (reference) -> SQL in
        let table: SQL = """
          \(identifier: reference.table.effectiveSchema).\(identifier: reference.table.name)
          """
        return "(\(literal: table.text), \(literal: reference.column))"
      }
  }
}
