#!/usr/bin/env python3
"""demo_source.py URI DATABASE: fills the collection clients with the demo's thirteen records."""
import datetime
import sys

import pymongo


def day(year, month, date):
    return datetime.datetime(year, month, date, 9, 30, tzinfo=datetime.timezone.utc)


def address(street, city, code, country, **more):
    return {"street": street, "city": city, "postalCode": code, "country": country, **more}


IN_BOTH = [
    {
        "name": "Ada Lovell", "email": "ada@lovell.example", "phone": "+44 20 7946 0101",
        "protected": True, "address": address("12 Mill Lane", "Leeds", "LS1 4AP", "GB"),
    },
    {
        "name": "Bruno Keller", "email": "b.keller@keller-ag.example", "phone": "+41 44 555 12 12",
        "address": address("Seestrasse 5", "Zürich", "8002", "CH"),
    },
    {"name": "Carmen Ortiz", "email": "carmen.ortiz@example.com", "phone": None},
    {
        "name": "Daniel Osei", "email": "Daniel.Osei@Example.org", "phone": "+233 30 255 0144",
        "protected": False,
    },
]
CHANGED = [
    {
        "name": "Elena Rossi", "email": "elena@rossi.example", "phone": "+39 06 5550 0198",
        "address": address("Via Roma 8", "Torino", "10121", "IT", contact={"floor": 3}),
    },
]
NEW = [
    {
        "name": "Zoë Müller-Lüdenscheidt", "email": "zoe@mueller.example", "phone": 493055501,
        "address": address(
            'Haus "Sonne", Gartenweg 3', "Köln", "50667", "DE",
            delivery={"days": ["Mon", "Thu"], "note": "ring twice"},
            geo={"lat": 50.9375, "lon": 6.9603},
        ),
    },
    {"name": "山田 太郎", "email": "taro.yamada@example.jp", "phone": "+81 3 5550 0123"},
    {"name": "Grace Obi", "email": "grace.obi@example.net", "protected": True},
    {"name": "Hugo Martin", "email": "hugo@martin.example", "phone": "+33 1 55 50 01 77"},
]
# The same client twice, the email in another case: the newer record wins.
TWICE = [
    {
        "name": "Maria Garcia", "email": "Maria.Garcia@Example.com", "phone": "+34 91 555 0100",
        "updatedAt": day(2021, 3, 1),
    },
    {
        "name": "María García López", "email": "maria.garcia@example.com",
        "phone": "+34 91 555 0188", "updatedAt": day(2024, 5, 20),
    },
]
BAD = [
    {"name": "Nobody Inparticular", "phone": "+1 202 555 0147"},
    {"name": "Omar Haddad", "email": "omar@haddad.example", "phone": ["+962 6 555 0111", "112"]},
]


def main():
    uri, database = sys.argv[1:]
    records = IN_BOTH + CHANGED + NEW + TWICE + BAD
    for number, record in enumerate(records, 1):
        record.setdefault("createdAt", day(2020, 1, number))
        record.setdefault("updatedAt", day(2024, 1, number))
        record["roles"] = ["client"]
    with pymongo.MongoClient(uri) as client:
        client[database].clients.insert_many(records)


if __name__ == "__main__":
    main()
