"""Writes damaged pickles and what Python's own unpickler makes of them, one JSON object a line: pickle (base64), expected (tagged).

Those that Python refuses have no `expected`. Names are looked up in a list, so that nothing runs here either. The unpickler is the
one written in Python, as it allots no memory for what a pickle only claims.

python3 mutants.py SEED COUNT < (lines of payloads.py)
"""

import base64
import io
import json
import pickle
import random
import sys

from tagged import tagged

KNOWN = {
    "datetime": ["datetime", "date", "time", "timedelta", "timezone"],
    "decimal": ["Decimal"],
    "collections": ["OrderedDict"],
    "_codecs": ["encode"],
    "builtins": ["set", "frozenset", "bytes", "bytearray"],
}
STRUCTURE = b"().0125]}adehijlnopqrstu\x80\x85\x86\x87\x88\x8f\x90\x91\x94\x95"


class InOrder(list):
    """In the place of a set, whose order is not that of the pickle."""

    add = list.append


class Unpickler(pickle._Unpickler):
    dispatch = dict(pickle._Unpickler.dispatch)

    def find_class(self, module, name):
        module = {"__builtin__": "builtins"}.get(module, module)
        if module == "builtins" and name in ("set", "frozenset"):
            return InOrder
        if name in KNOWN.get(module, []):
            return super().find_class(module, name)
        raise pickle.UnpicklingError("not known")


def load_empty_set(unpickler):
    unpickler.append(InOrder())


def load_frozenset(unpickler):
    items = unpickler.pop_mark()
    unpickler.append(InOrder(items))


Unpickler.dispatch[pickle.EMPTY_SET[0]] = load_empty_set
Unpickler.dispatch[pickle.FROZENSET[0]] = load_frozenset


def mutant(chance, data):
    data = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        at = chance.randrange(len(data))
        byte = chance.choice([chance.randrange(256), chance.choice(STRUCTURE)])
        how = chance.randrange(4)
        if how == 0:
            data[at] = byte
        elif how == 1:
            data.insert(at, byte)
        elif how == 2 and len(data) > 1:
            del data[at]
        else:
            start = chance.randrange(len(data))
            data[at:at] = data[start : start + chance.randrange(1, 12)]
    return bytes(data)


def main(seed, count):
    samples = [base64.b64decode(json.loads(line)["pickle"]) for line in sys.stdin]
    samples = [data for data in samples if len(data) < 3_000]
    chance = random.Random(seed)
    for _ in range(count):
        data = mutant(chance, chance.choice(samples))
        line = {"pickle": base64.b64encode(data).decode()}
        try:
            line["expected"] = tagged(Unpickler(io.BytesIO(data)).load())
        except (Exception, RecursionError) as problem:
            line["problem"] = f"{type(problem).__name__}: {problem}"[:200]
        print(json.dumps(line))


main(int(sys.argv[1]), int(sys.argv[2]))
