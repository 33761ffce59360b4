#!/usr/bin/env python3
"""peer_script.py MONGODB_URI COLLECTION DATABASE_URL: what somebody writes by hand instead of synctool, written well.

All documents go by COPY into a temporary table, and from there into `clients`, where only rows that differ are
written. It rejects nothing, finds no duplicates, keeps no journal and shows no plan: one bad document ends it.
"""
import json
import sys

import psycopg
import pymongo

FIELDS = ["name", "email", "phone", "protected", "address", "createdAt"]
COLUMNS = "name, email, phone, protected, address, createdat"
NEW = "(excluded.name, excluded.phone, excluded.protected, excluded.address)"
MERGE = f"""
INSERT INTO public.clients ({COLUMNS}) SELECT {COLUMNS} FROM incoming
ON CONFLICT (email) DO UPDATE SET (name, phone, protected, address) = {NEW}, updatedat = now()
WHERE (clients.name, clients.phone, clients.protected, clients.address) IS DISTINCT FROM {NEW}
"""


def row(document):
    phone, address = document.get("phone"), document.get("address")
    return (
        document["name"], document["email"].strip(), None if phone is None else str(phone),
        bool(document.get("protected")),
        None if address is None else json.dumps(address, ensure_ascii=False), document["createdAt"],
    )


def main(uri, collection, url):
    source = pymongo.MongoClient(uri, tz_aware=True).get_default_database()[collection]
    documents = source.find({}, FIELDS, batch_size=10_000)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS"
            f" SELECT {COLUMNS} FROM public.clients WITH NO DATA")
        with cursor.copy(f"COPY incoming ({COLUMNS}) FROM STDIN") as copy:
            for document in documents:
                copy.write_row(row(document))
        cursor.execute("ANALYZE incoming")
        cursor.execute(MERGE)
        print(f"{cursor.rowcount} rows written")


if __name__ == "__main__":
    main(*sys.argv[1:])
