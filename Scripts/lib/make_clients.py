#!/usr/bin/env python3
"""Writes N made-up clients as a mongodump file and as the same rows in COPY text.

  make_clients.py N FILE.bson FILE.tsv [--changed PERCENT]

The same N gives the same bytes everywhere. FILE.tsv holds, for `COPY clients (name, email, phone,
protected, address, createdat, updatedat)`, exactly the rows that FILE.bson means, so that a table
loaded from either is the same. Half of the names are not ASCII, addresses are nested and hold
quotes, backslashes and tabs, some fields are absent or null, and the emails come in no order.
With --changed, that share of the clients, evenly spread, has another phone, another street and a
later updatedAt; ids and emails stay.
"""
import argparse
import datetime
import functools
import itertools
import json
import random
import struct

SEED = 20240229
FIRST_CREATED = 1_420_070_400  # 2015-01-01 UTC, seconds
CREATED_SPAN = 283_996_800  # nine years
CHUNK = 5_000

ASCII_FIRST = (
    "Anna Ben Carla David Emma Frank Grace Henry Ida Jack Karen Liam Mary Nora Oscar Paula "
    "Quentin Rosa Simon Tina Ulrich Vera Walter Yvonne"
).split()
ASCII_LAST = (
    "Adams Baker Carter Dixon Evans Fisher Garcia Hughes Irving Jensen Keller Lopez Moore "
    "Nelson O'Brien Parker Quinn Rossi Smith Taylor Underwood Vance Weber Young"
).split()
OTHER_FIRST = [
    ("Žofie", "zofie"), ("Jürgen", "juergen"), ("Chloé", "chloe"), ("Łukasz", "lukasz"),
    ("İpek", "ipek"), ("Σοφία", "sofia"), ("Дмитрий", "dmitry"), ("美咲", "misaki"),
    ("지훈", "jihoon"), ("أمينة", "amina"), ("Đặng", "dang"), ("Søren", "soren"),
]
OTHER_LAST = [
    ("Nováková", "novakova"), ("Müller", "mueller"), ("Lefèvre", "lefevre"),
    ("Wiśniewski", "wisniewski"), ("Yıldız", "yildiz"), ("Παπαδοπούλου", "papadopoulou"),
    ("Соколов", "sokolov"), ("田中", "tanaka"), ("김", "kim"), ("الخطيب", "alkhatib"),
    ("Nguyễn", "nguyen"), ("Åström", "astrom"),
]
STREETS = [
    "Main Street", 'Platz der "Einheit"', "Rue de l'Église", "Náměstí Míru", "丸の内一丁目",
    "Улица Ленина", "Calle Mayor", "King's \\ Queen's Row", "Łódzka", "Kungsgatan", "Harbour Lane",
    'Via "Dante" Alighieri',
]
CITIES = [
    ("Praha", "CZ"), ("Köln", "DE"), ("Lyon", "FR"), ("Łódź", "PL"), ("İzmir", "TR"),
    ("Αθήνα", "GR"), ("Москва", "RU"), ("東京", "JP"), ("서울", "KR"), ("Springfield", "US"),
    ("Malmö", "SE"), ("Leeds", "GB"),
]
NOTES = ['ring "twice"', "2nd floor\tleft", "c/o the neighbour's \"Café\"", "leave at door №\u00a05"]
DOMAINS = "example.com example.org mail.example.net post.example.eu firma.example".split()

pack_int = struct.Struct("<i").pack
pack_long = struct.Struct("<q").pack
pack_double = struct.Struct("<d").pack


def bson_string(key, value):
    """One string element."""
    data = value.encode()
    return b"\x02" + key + b"\0" + pack_int(len(data) + 1) + data + b"\0"


def bson_document(kind, key, body):
    """One embedded document (kind 3) or array (kind 4) element."""
    return bytes([kind]) + key + b"\0" + pack_int(len(body) + 5) + body + b"\0"


def copy_text(value):
    """A value as COPY's text format spells it."""
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def json_text(value):
    return copy_text(json.dumps(value, ensure_ascii=False))


def name_pool():
    """(BSON element, COPY text, mailbox) of every name: ASCII at even places, others at odd ones."""
    plain = [
        (f"{first} {last}", f"{first}.{last}".replace("'", ""))
        for first in ASCII_FIRST
        for last in ASCII_LAST
    ]
    other = [
        (f"{first} {last}", f"{first_mail}.{last_mail}")
        for first, first_mail in OTHER_FIRST
        for last, last_mail in OTHER_LAST
    ]
    other *= len(plain) // len(other)
    pool = itertools.chain.from_iterable(zip(plain, other))
    return [(bson_string(b"name", name), copy_text(name), mail) for name, mail in pool]


def street_pool():
    return [(bson_string(b"street", s), json_text(s)) for s in STREETS]


def place_pool():
    """(BSON elements, JSON members) of city and country."""
    return [
        (
            bson_string(b"city", city) + bson_string(b"country", country),
            f'"city": {json_text(city)}, "country": "{country}"',
        )
        for city, country in CITIES
    ]


def note_pool():
    """(BSON elements, JSON members) of a delivery note with tags; three in four have none."""
    pool = []
    for note in NOTES:
        tags = bson_string(b"0", "home") + bson_string(b"1", 'say "hi"')
        body = bson_string(b"note", note) + bson_document(4, b"tags", tags)
        delivery = json_text({"note": note, "tags": ["home", 'say "hi"']})
        members = f', "delivery": {delivery}'
        pool.append((bson_document(3, b"delivery", body), members))
        pool += [(b"", "")] * 3
    return pool


def number_text(value):
    """A double as a JavaScript program prints it: whole numbers have no fraction."""
    return repr(value).removesuffix(".0")


@functools.lru_cache(maxsize=None)
def date_text(day):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(day)).isoformat()


def clock(milliseconds):
    """A time, in milliseconds since 1970, as timestamptz text."""
    day, rest = divmod(milliseconds, 86_400_000)
    seconds, ms = divmod(rest, 1000)
    minutes = seconds // 60
    return f"{date_text(day)} {minutes // 60:02}:{minutes % 60:02}:{seconds % 60:02}.{ms:03}+00"


def phone_of(choice, digits):
    """(BSON element, COPY text) of the phone: mostly a string, else an integer, null or absent."""
    if choice < 80:
        text = f"+{digits // 10_000_000} {digits % 10_000_000:07}"
        return b"\x02phone\0" + pack_int(len(text) + 1) + text.encode() + b"\0", text
    if choice < 85:
        return b"\x12phone\0" + pack_long(digits), str(digits)
    if choice < 90:
        return b"\x0aphone\0", "\\N"
    return b"", "\\N"


def protected_of(choice):
    """(BSON element, COPY text) of the flag: 2 % true, 8 % absent, else false."""
    if choice == 0:
        return b"\x08protected\0\x01", "t"
    return b"" if choice < 5 else b"\x08protected\0\0", "f"


class Addresses:
    """Makes nested addresses out of prepared pieces."""

    def __init__(self):
        self.streets, self.places, self.notes = street_pool(), place_pool(), note_pool()

    def make(self, r, changed):
        """(BSON element, COPY text); one in twenty clients has none until it changes."""
        if (r >> 36) % 20 == 0 and not changed:
            return b"", "\\N"
        street_bson, street = self.streets[((r >> 48) + changed) % len(self.streets)]
        place_bson, place = self.places[(r >> 52) % len(self.places)]
        note_bson, note = self.notes[(r >> 60) % len(self.notes)]
        number = (r >> 64) % 250 + 1
        lat, lon = ((r >> 66) % 180_000_000 - 90_000_000) / 1e6, ((r >> 70) - 30_000_000) / 1e6
        body = (
            street_bson + b"\x10number\0" + pack_int(number) + place_bson
            + b"\x03geo\0\x1f\0\0\0\x01lat\0" + pack_double(lat)
            + b"\x01lon\0" + pack_double(lon) + b"\0" + note_bson
        )
        return b"\x03address\0" + pack_int(len(body) + 5) + body + b"\0", (
            f'{{"street": {street}, "number": {number}, {place}, '
            f'"geo": {{"lat": {number_text(lat)}, "lon": {number_text(lon)}}}{note}}}'
        )


def clients(count, changed_percent):
    """The clients one by one, each as (BSON document, COPY line)."""
    bits = random.Random(SEED).getrandbits
    names, addresses = name_pool(), Addresses()
    client = bson_string(b"0", "client")
    roles = bson_document(4, b"roles", client)
    staff_roles = bson_document(4, b"roles", client + bson_string(b"1", "staff"))
    for i in range(count):
        # One draw a client, whether it changes or not: a change moves nothing else.
        r = bits(96)
        changed = i * changed_percent % 100 < changed_percent
        name_bson, name, mail = names[(r & 0xFFFF) % (len(names) // 2) * 2 + (i & 1)]
        # An odd multiplier modulo 2^32 is a bijection: no email comes twice.
        email = f"{mail}.{(i * 2_654_435_761 + 12_345) & 0xFFFFFFFF:08x}@{DOMAINS[r % 5]}"
        if r % 16:
            email = email.lower()
        digits = 10_000_000_000 + (r >> 24) % 89_999_999_999
        phone_bson, phone = phone_of(0 if changed else (r >> 16) % 100, digits ^ changed)
        protected_bson, protected = protected_of((r >> 32) % 50)
        address_bson, address = addresses.make(r, changed)
        created = FIRST_CREATED + i * CREATED_SPAN // count
        created_ms = created * 1000 + r % 1000
        updated_ms = created * 1000 + (r >> 40) % 30_000_000_000 + changed * 86_400_000
        document = (
            b"\x07_id\0" + created.to_bytes(4, "big") + b"\x5a\x17\xc0\xde\x01"
            + i.to_bytes(3, "big") + name_bson + bson_string(b"email", email) + phone_bson
            + protected_bson + (roles if i % 20 else staff_roles) + address_bson
            + b"\x09createdAt\0" + pack_long(created_ms)
            + b"\x09updatedAt\0" + pack_long(updated_ms) + b"\0"
        )
        yield (
            pack_int(len(document) + 4) + document,
            f"{name}\t{email}\t{phone}\t{protected}\t{address}"
            f"\t{clock(created_ms)}\t{clock(updated_ms)}\n",
        )


def main():
    parser = argparse.ArgumentParser(description="Writes made-up clients as BSON and COPY text.")
    parser.add_argument("count", type=int)
    parser.add_argument("bson")
    parser.add_argument("tsv")
    parser.add_argument("--changed", type=int, default=0, metavar="PERCENT")
    options = parser.parse_args()
    made = clients(options.count, options.changed)
    with open(options.bson, "wb") as bson, open(options.tsv, "w", encoding="utf-8") as tsv:
        while chunk := list(itertools.islice(made, CHUNK)):
            bson.write(b"".join(document for document, _ in chunk))
            tsv.write("".join(line for _, line in chunk))


if __name__ == "__main__":
    main()
