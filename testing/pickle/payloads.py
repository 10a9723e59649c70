"""Writes pickles of random values by Python's own picklers, one JSON object a line: protocol, pickle (base64), expected (tagged).

python3 payloads.py SEED COUNT
"""

import base64
import collections
import datetime
import decimal
import io
import json
import math
import pickle
import pickletools
import random
import sys

from tagged import key_text, tagged

TEXTS = [
    "",
    "a",
    "plain text",
    "grüezi",
    "\xff\x80\x00",
    "日本語",
    "🙂 astral",
    "\ud800 alone",
    "alone \udfff",
    "line\nend\r\n",
    "\\u0041 \\N \\",
    "\x1a'\"",
    "__proto__",
    "constructor",
    "toString",
    "x" * 255,
    "x" * 256,
    "ü" * 128,
]
EDGES = [0, 1, 255, 256, 65_535, 65_536, 2**31 - 1, 2**31, 2**32, 2**53 - 1, 2**53, 2**63, 2**64, 2**2031, 2**2040]
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 1e308, 5e-324, 1e16, 1e22, 123456789.125, math.inf, -math.inf, math.nan]
DECIMALS = ["0", "-0", "1.50", "1E+5", "-12345678901234567890.123456789", "NaN", "sNaN", "-Infinity", "0E-10"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.made = []

    def value(self, depth):
        chance = self.random
        if self.made and chance.random() < 0.1:
            return chance.choice(self.made)
        makers = self.scalars() if depth == 0 or chance.random() < 0.4 else self.containers(depth - 1)
        value = chance.choice(makers)()
        if chance.random() < 0.3:
            self.made.append(value)
        return value

    def scalars(self):
        chance = self.random
        return [
            lambda: None,
            lambda: chance.random() < 0.5,
            self.integer,
            self.integer,
            lambda: chance.choice(FLOATS),
            lambda: chance.uniform(-1e6, 1e6),
            self.text,
            self.text,
            self.bytes,
            lambda: bytearray(self.bytes()),
            self.moment,
            lambda: self.moment().date(),
            lambda: self.moment().timetz(),
            self.duration,
            lambda: decimal.Decimal(chance.choice(DECIMALS)),
            lambda: decimal.Decimal(chance.randrange(10**9)) / 10_000,
        ]

    def containers(self, depth):
        def items():
            return [self.value(depth) for _ in range(self.size())]

        return [
            items,
            items,
            lambda: tuple(items()),
            lambda: dict(self.fields(depth)),
            lambda: dict(self.fields(depth)),
            lambda: collections.OrderedDict(self.fields(depth)),
            lambda: set(self.hashables()),
            lambda: frozenset(self.hashables()),
        ]

    def size(self):
        return self.random.choice([0, 1, 2, 3, 4, 5, 8])

    def integer(self):
        edge = self.random.choice(EDGES) + self.random.choice([-1, 0, 1])
        return edge if self.random.random() < 0.5 else -edge

    def text(self):
        if self.random.random() < 0.5:
            return self.random.choice(TEXTS)
        return "".join(chr(self.random.choice([65, 10, 92, 255, 256, 0x2028, 0x1F600])) for _ in range(self.random.randrange(12)))

    def bytes(self):
        return self.random_bytes(self.random.choice([0, 1, 5, 255, 256, 300]))

    def random_bytes(self, length):
        return bytes(self.random.randrange(256) for _ in range(length))

    def duration(self):
        chance = self.random
        return chance.choice(
            [
                datetime.timedelta(0),
                datetime.timedelta.min,
                datetime.timedelta.max,
                datetime.timedelta(days=chance.randrange(-400, 400), seconds=chance.randrange(86_400)),
                datetime.timedelta(microseconds=chance.randrange(-10**10, 10**10)),
            ]
        )

    def moment(self):
        chance = self.random
        zones = [
            None,
            None,
            datetime.timezone.utc,
            datetime.timezone(datetime.timedelta(minutes=chance.randrange(-1439, 1440))),
            datetime.timezone(datetime.timedelta(seconds=chance.randrange(-86_399, 86_400)), "Somewhere"),
            datetime.timezone(datetime.timedelta(microseconds=chance.randrange(-10**10, 10**10))),
        ]
        return datetime.datetime(
            chance.choice([1, 1969, 2024, 9999]),
            chance.randrange(1, 13),
            chance.randrange(1, 29),
            chance.randrange(24),
            chance.randrange(60),
            chance.randrange(60),
            chance.choice([0, 1, 120_000, 999_999]),
            tzinfo=chance.choice(zones),
            fold=chance.randrange(2),
        )

    def fields(self, depth):
        """No two keys with one text: those are refused."""
        fields = {}
        for _ in range(self.size()):
            key = self.random.choice([self.text, self.text, self.integer, lambda: None, lambda: True, lambda: False])()
            fields[key_text(key)] = (key, self.value(depth))
        if 1 in [key for key, _ in fields.values() if key is not True]:
            fields.pop("true", None)
        if 0 in [key for key, _ in fields.values() if key is not False]:
            fields.pop("false", None)
        return list(fields.values())

    def hashables(self):
        return [self.random.choice([self.integer, self.text, self.moment, self.bytes])() for _ in range(self.size())]

    def root(self, index):
        if index % 50 == 47:
            return ["y" * 70_000, self.random_bytes(70_000)]
        if index % 50 == 49:
            return [self.random.choice([self.integer, self.text])() for _ in range(2_500)]
        if index % 50 == 48:
            return {f"field {number}": number for number in range(2_500)}
        return self.random.choice(self.containers(3))() if index % 3 else self.value(3)


def written(value, protocol, how):
    """By the fast pickler, the one written in Python, and without what is not needed in the memo."""
    if how == 0:
        return pickle.dumps(value, protocol)
    if how == 1:
        return pickletools.optimize(pickle.dumps(value, protocol))
    buffer = io.BytesIO()
    pickle._Pickler(buffer, protocol).dump(value)
    return buffer.getvalue()


def main(seed, count):
    for index in range(count):
        value = Maker(seed + index).root(index)
        protocol = index % 6
        line = {
            "protocol": protocol,
            "pickle": base64.b64encode(written(value, protocol, index // 6 % 3)).decode(),
            "expected": tagged(value),
        }
        print(json.dumps(line))


main(int(sys.argv[1]), int(sys.argv[2]))
