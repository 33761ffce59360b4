#!/usr/bin/env python3
"""demo_people.py URI DATABASE [show]: two clients and their users, or what the users have by now, a line each."""
import sys

import pymongo

CLIENTS = [
    {"_id": 1, "name": "Ada Lovell", "email": "ada@lovell.example"},
    {"_id": 3, "name": "Carmen Ortiz", "email": "carmen.ortiz@example.com"},
]
# One without an id, one with that of another client's row, one whose client is gone, and an administrator.
USERS = [
    {"_id": 1, "email": "marta@lovell.example", "cliente": 1},
    {"_id": 2, "email": "nico@example.com", "cliente": 3, "postgresClientId": "1"},
    {"_id": 3, "email": "olga@example.com", "cliente": 9},
    {"_id": 4, "email": "root@example.com", "role": "administrator"},
]


def main():
    uri, database = sys.argv[1:3]
    with pymongo.MongoClient(uri, directConnection=True) as client:
        if sys.argv[3:] == ["show"]:
            for user in client[database].users.find():
                print(user["email"], user.get("postgresClientId", "nothing"))
            return
        client[database].clients.insert_many(CLIENTS)
        client[database].users.insert_many(USERS)


if __name__ == "__main__":
    main()
