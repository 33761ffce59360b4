#!/usr/bin/env python3
"""wait_for_mongo.py PORT PID: ends with 0 when the server answers a ping, 1 when it ended."""
import os
import sys
import time

import pymongo
from pymongo.errors import PyMongoError

port, pid = int(sys.argv[1]), int(sys.argv[2])
deadline = time.monotonic() + 30
with pymongo.MongoClient("127.0.0.1", port, serverSelectionTimeoutMS=200) as client:
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            client.admin.command("ping")
            sys.exit(0)
        except ProcessLookupError:
            break
        except PyMongoError:
            time.sleep(0.05)
sys.exit(1)
