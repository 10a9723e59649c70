"""Loads pickles, one in base64 a line, with both of Python's unpicklers, and writes what they hold, tagged, one a line."""

import base64
import json
import pickle
import sys

from tagged import tagged

for line in sys.stdin:
    data = base64.b64decode(line)
    fast, slow = json.dumps(tagged(pickle.loads(data))), json.dumps(tagged(pickle._loads(data)))
    print(fast if fast == slow else json.dumps({"differs": [fast, slow]}))
