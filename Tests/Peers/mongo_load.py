#!/usr/bin/env python3
"""Loads a file of Extended JSON, a document a line, into a MongoDB collection; or drops a database.

mongo_load.py URI DATABASE COLLECTION FILE    or    mongo_load.py URI DATABASE
"""
import sys

import bson.json_util
import pymongo

uri, database = sys.argv[1:3]
client = pymongo.MongoClient(uri, serverSelectionTimeoutMS=5000)
if len(sys.argv) == 3:
    client.drop_database(database)
else:
    with open(sys.argv[4], encoding="utf-8") as file:
        documents = [bson.json_util.loads(line) for line in file if line.strip()]
    if documents:
        client[database][sys.argv[3]].insert_many(documents)
