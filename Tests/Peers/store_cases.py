"""What store_check.py asks of the strict stand-in for MongoDB, and what MongoDB's documentation says is the answer."""

HELD = [
    '{"_id": 1, "a": 1, "s": "x", "o": {"p": 1, "q": "y"}}',
    '{"_id": 2, "a": {"$numberLong": "1"}, "s": "X"}',
    '{"_id": 3, "a": 1.0, "o": {"q": "y", "p": 1}}',
    '{"_id": 4, "a": "1"}',
    '{"_id": 5, "a": null}',
    '{"_id": 6}',
    '{"_id": 7, "a": [1, "z"], "o": [{"p": 1}, {"p": 2}]}',
    '{"_id": 8, "a": [], "o": [{"q": 1}]}',
    '{"_id": 9, "a": {"$oid": "0123456789abcdef01234567"}}',
    '{"_id": 10, "a": [[1]], "o": {"p": {"$numberLong": "1"}, "q": "y"}}',
    '{"_id": 11, "a": true}',
    '{"_id": 12, "a": {"$bson": [19, "AQAAAAAAAAAAAAAAAABAMA=="]}}',
    '{"_id": 13, "a": {"$numberDouble": "NaN"}}',
    '{"_id": 14, "s": " x@y.de\\n", "r": {"$bson": [11, "YQBpAA=="]}}',
]
ONES = [1, 2, 3, 7, 12]
EVERY = list(range(1, 15))
WITHOUT_A = [6, 14]


def but(*left_out):
    return [number for number in EVERY if number not in left_out]


# A filter, and the _id of the documents that it matches.
FILTERS = [
    ("{}", EVERY),
    ('{"a": 1}', ONES), ('{"a": {"$numberLong": "1"}}', ONES), ('{"a": 1.0}', ONES),
    ('{"a": {"$bson": [19, "CgAAAAAAAAAAAAAAAAA+MA=="]}}', ONES),  # 1.0 as a decimal
    ('{"a": {"$eq": 1}}', ONES), ('{"a": {"$ne": 1}}', but(*ONES)), ('{"a": "1"}', [4]), ('{"a": true}', [11]),
    ('{"a": {"$numberDouble": "NaN"}}', [13]), ('{"a": {"$oid": "0123456789abcdef01234567"}}', [9]),
    ('{"a": {"$in": [1, "1", true]}}', sorted([*ONES, 4, 11])), ('{"a": {"$nin": [1, "1"]}}', but(*ONES, 4)),
    ('{"a": {"$in": []}}', []),
    # Null is also what is not there; whether it is there, $exists says.
    ('{"a": null}', [5, *WITHOUT_A]), ('{"a": {"$exists": false}}', WITHOUT_A), ('{"a": {"$exists": true}}', but(*WITHOUT_A)),
    ('{"a": {"$type": 10}}', [5]), ('{"a": {"$type": "null"}}', [5]), ('{"a": {"$not": {"$type": 10}}}', but(5)),
    ('{"a": {"$ne": null}}', but(5, *WITHOUT_A)), ('{"a": {"$in": [null, "1"]}}', [4, 5, *WITHOUT_A]),
    # Whole arrays and members; a type is also a member's.
    ('{"a": [1, "z"]}', [7]), ('{"a": ["z", 1]}', []), ('{"a": []}', [8]), ('{"a": [1]}', [10]), ('{"a": [[1]]}', [10]),
    ('{"a": "z"}', [7]), ('{"a": {"$type": "array"}}', [7, 8, 10]), ('{"a": {"$type": 4}}', [7, 8, 10]),
    ('{"a": {"$type": "string"}}', [4, 7]), ('{"a": {"$type": ["int", "long"]}}', [1, 2, 7]),
    ('{"a": {"$not": {"$type": "array"}}}', but(7, 8, 10)),
    ('{"a": 1, "$and": [{"a": {"$not": {"$type": "array"}}}]}', [1, 2, 3, 12]),
    ('{"a": {"$eq": 1, "$not": {"$type": "array"}}}', [1, 2, 3, 12]),
    # Whole documents: the order counts, and numbers by their value.
    ('{"o": {"p": 1, "q": "y"}}', [1, 10]), ('{"o": {"q": "y", "p": 1}}', [3]), ('{"o": {"p": 1}}', [7]),
    ('{"o": {}}', []), ('{"o.p": 1}', [1, 3, 7, 10]), ('{"o.p": {"$exists": false}}', but(1, 3, 7, 10)),
    ('{"o.p.r": {"$exists": true}}', []), ('{"o.q": "y"}', [1, 3, 10]),
    ('{"r": {"$eq": {"$bson": [11, "YQBpAA=="]}}}', [14]), ('{"s": {"$eq": {"$bson": [11, "eAAA"]}}}', []),
    ('{"s": "x"}', [1]), ('{"s": {"$regex": "^[xX]$"}}', [1, 2]),
    ('{"s": {"$regex": "^[ \\\\t\\\\n\\\\x0b\\\\f\\\\r]*(?:[Xx]\\\\@[Yy]\\\\.[Dd][Ee])[ \\\\t\\\\n\\\\x0b\\\\f\\\\r]*$"}}', [14]),
    ('{"_id": 3.0}', [3]), ('{"_id": {"$in": [1, {"$numberLong": "4"}, 4, 99, "1"]}}', [1, 4]),
    ('{"_id": {"$in": [1, 2, 4]}, "a": 1}', [1, 2]), ('{"_id": 1, "a": "1"}', []), ('{"_id": {"$ne": 1}, "s": "X"}', [2]),
    ('{"$or": [{"_id": 1}, {"a": "1"}]}', [1, 4]), ('{"$nor": [{"a": 1}, {"a": null}]}', but(*ONES, 5, *WITHOUT_A)),
    ('{"_id": {"$not": {"$in": [1, 2]}}, "a": 1}', [3, 7, 12]),
]

REFUSED_FILTERS = [
    '{"a": {"$gt": 1}}', '{"a": {"$foo": 1}}', '{"$expr": {"$eq": ["$a", 1]}}', '{"$where": "1"}', '{"a": {"$size": 1}}',
    '{"a": {"$elemMatch": {"b": 1}}}', '{"a": {"$all": [1]}}', '{"a": {"$regex": "a", "$options": "i"}}',
    '{"a": {"$bson": [11, "YQBpAA=="]}}', '{"a": {"$in": [{"$bson": [11, "YQBpAA=="]}]}}', '{"a": {"$bson": [6, ""]}}',
    '{"a": {"$eq": 1, "b": 2}}', '{"a": {"$in": 1}}', '{"a": {"$type": "number"}}', '{"a": {"$type": "text"}}',
    '{"a": {"$type": 77}}', '{"a": {"$not": 1}}', '{"a": {"$not": {}}}', '{"a": {"$exists": "yes"}}', '{"$and": []}',
    '{"$or": [1]}', '{"a..b": 1}', '{"a.": 1}', '{"a.$": 1}', '{"o.0.p": 1}', '{"o.p": null}',
]

# A document, a projection, and what it leaves of it.
PROJECTIONS = [
    ('{"_id": 1, "b": 2, "a": {"x": 1, "y": 2}}', "{}", '{"_id": 1, "b": 2, "a": {"x": 1, "y": 2}}'),
    ('{"_id": 1, "b": 2, "a": 1, "c": 3}', '{"a": 1, "b": 1}', '{"_id": 1, "b": 2, "a": 1}'),
    ('{"_id": 1, "b": 2, "a": 1}', '{"_id": 0, "a": true}', '{"a": 1}'),
    ('{"_id": 1, "b": 2}', '{"_id": 1}', '{"_id": 1}'), ('{"_id": 1, "b": 2}', '{"_id": 0}', '{"b": 2}'),
    ('{"_id": 1, "b": 2, "a": 1}', '{"b": 0}', '{"_id": 1, "a": 1}'),
    ('{"_id": 1, "a": {"x": 1, "y": 2}}', '{"a.x": 1}', '{"_id": 1, "a": {"x": 1}}'),
    ('{"_id": 1, "a": 1, "b": {"y": 1}}', '{"a.x": 1, "b.x": 1}', '{"_id": 1, "b": {}}'),
    ('{"_id": 1, "a": [{"x": 1, "y": 2}, 3, [{"x": 4}]]}', '{"a.x": 1}', '{"_id": 1, "a": [{"x": 1}, [{"x": 4}]]}'),
    ('{"_id": 1, "a": [{"x": 1, "y": 2}, 3]}', '{"a.x": 0}', '{"_id": 1, "a": [{"y": 2}, 3]}'),
]

# A document, an update, the document afterwards, and nModified.
UPDATES = [
    ('{"_id": 1, "a": 1, "b": 2}', '{"$set": {"a": 1}}', '{"_id": 1, "a": 1, "b": 2}', 0),
    ('{"_id": 1, "a": 1, "b": 2}', '{"$set": {"a": {"$numberLong": "1"}}}', '{"_id": 1, "a": {"$numberLong": "1"}, "b": 2}', 1),
    ('{"_id": 1, "z": 0}', '{"$set": {"b": 1, "a": "x"}}', '{"_id": 1, "z": 0, "a": "x", "b": 1}', 1),
    ('{"_id": 1, "a": 1, "b": 2}', '{"$unset": {"a": ""}}', '{"_id": 1, "b": 2}', 1),
    ('{"_id": 1, "b": 2}', '{"$unset": {"a": "", "b.c": ""}}', '{"_id": 1, "b": 2}', 0),
    ('{"_id": 1}', '{"$set": {"a.b.c": null}}', '{"_id": 1, "a": {"b": {"c": null}}}', 1),
    ('{"_id": 1, "a": {"x": 1}}', '{"$set": {"a.b": 2}, "$unset": {"a.x": 1}}', '{"_id": 1, "a": {"b": 2}}', 1),
    ('{"_id": 1, "a": [1, {"b": 1}]}', '{"$set": {"a.1.b": 2, "a.2": 3}}', '{"_id": 1, "a": [1, {"b": 2}, 3]}', 1),
    ('{"_id": 1, "a": [1, 2]}', '{"$unset": {"a.0": 1}}', '{"_id": 1, "a": [null, 2]}', 1),
    ('{"_id": 1, "a": [1]}', '{"$push": {"a": {"x": 1}}}', '{"_id": 1, "a": [1, {"x": 1}]}', 1),
    ('{"_id": 1}', '{"$push": {"a.b": {"$each": [1, [2]]}}}', '{"_id": 1, "a": {"b": [1, [2]]}}', 1),
    ('{"_id": 1, "a": [1, 1.0, "1", [1]]}', '{"$pull": {"a": 1}}', '{"_id": 1, "a": ["1", [1]]}', 1),
    ('{"_id": 1, "a": [1, 2, 3]}', '{"$pull": {"a": {"$in": [1, 3]}}}', '{"_id": 1, "a": [2]}', 1),
    ('{"_id": 1, "a": [{"k": 1, "v": 2}, {"k": 2}, 1]}', '{"$pull": {"a": {"k": 1}}}', '{"_id": 1, "a": [{"k": 2}, 1]}', 1),
    ('{"_id": 1, "b": 1}', '{"$pull": {"a": 1, "b.c": 1}}', '{"_id": 1, "b": 1}', 0),
    ('{"_id": 1, "a": 1}', '{"$set": {"_id": 1, "a": 2}}', '{"_id": 1, "a": 2}', 1),
]

# A document, an update, and the code with which a server refuses to carry it out.
STATEMENT_FAULTS = [
    ('{"_id": 1, "a": 1}', '{"$set": {"a.b": 1}}', 28), ('{"_id": 1, "a": null}', '{"$set": {"a.b": 1}}', 28),
    ('{"_id": 1, "a": [1]}', '{"$set": {"a.b": 1}}', 28), ('{"_id": 1, "a": 1}', '{"$push": {"a": 1}}', 2),
    ('{"_id": 1, "a": 1}', '{"$pull": {"a": 1}}', 2), ('{"_id": 1}', '{"$set": {"_id": 2}}', 66),
    ('{"_id": 1}', '{"$unset": {"_id": 1}}', 66), ('{"_id": 1}', '{"$set": {"a": 1}, "$unset": {"a": 1}}', 40),
    ('{"_id": 1}', '{"$set": {"a": {"b": 1}, "a.b": 1}}', 40),
]

REFUSED = [
    '{"frobnicate": 1}', '{"aggregate": "kept", "pipeline": [], "cursor": {}}', '{"distinct": "kept", "key": "a"}',
    '{"findAndModify": "kept", "query": {}, "remove": true}', '{"dropDatabase": 1, "frob": 1}', '{"serverStatus": 1}',
    '{"find": "kept", "sort": {"_id": 1}}', '{"find": "kept", "hint": "_id_"}', '{"find": "kept", "frob": 1}',
    '{"find": "kept", "projection": {"a": "$b"}}', '{"find": "kept", "projection": {"a": 1, "b": 0}}',
    '{"find": "kept", "projection": {"a": {"$slice": 1}}}', '{"find": "kept", "projection": {"a": 1, "a.b": 1}}',
    '{"find": "kept", "readConcern": {"level": "snapshot"}}', '{"find": "kept", "batchSize": -1}', '{"find": ""}',
    '{"find": 1}', '{"find": "kept", "collation": {"locale": "de"}}', '{"count": "kept", "skip": 1}', '{"ping": 1, "frob": 1}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$set": {"a": 2}}, "multi": true}]}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$set": {"a": 2}}, "upsert": true}]}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$set": {"a": 2}}, "hint": "_id_"}]}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$set": {"a": 2}}}], "writeConcern": {"w": 1, "frob": 1}}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$set": {"a": 2}}}], "bypassDocumentValidation": true}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$set": {"a": 2}}}, {"q": {"a": {"$gt": 1}}, "u": {"$set": {"a": 2}}}]}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"a": 2}}]}', '{"update": "kept", "updates": [{"q": {}, "u": {}}]}',
    '{"update": "kept", "updates": [{"q": {}, "u": [{"$set": {"a": 2}}]}]}', '{"update": "kept", "updates": []}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$inc": {"a": 2}}}]}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$set": {"a.$": 2}}}]}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$push": {"b": {"$each": [1], "$slice": 1}}}}]}',
    '{"update": "kept", "updates": [{"q": {}, "u": {"$set": {"a": 2}}}], "txnNumber": 1}',
    '{"delete": "kept", "deletes": [{"q": {}, "limit": 0}]}', '{"delete": "kept", "deletes": [{"q": {}}]}',
    '{"insert": "kept", "documents": [{"a": 1}]}', '{"insert": "kept", "documents": [{"a": 1, "_id": 2}]}',
    '{"create": "kept"}', '{"create": "view", "viewOn": "kept"}', '{"listDatabases": 1}', '{"saslStart": 1}',
    '{"createIndexes": "kept", "indexes": [{"key": {"a": "text"}, "name": "a"}]}',
]
