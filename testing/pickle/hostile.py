"""Pickles that must not be decoded: those that would run something, those that would eat memory or time, those that are damaged.

python3 hostile.py CANARY         one JSON object a line: name, pickle (base64), code (of the failure), armed
python3 hostile.py CANARY --fire  loads the armed ones in Python and says for each whether it made the file CANARY,
                                  so that one can believe that they are what they say
"""

import base64
import json
import os
import pickle
import struct
import subprocess
import sys

CANARY = sys.argv[1]
PYTHON = f"open({CANARY!r}, 'w').close()"
SHELL = f"touch '{CANARY}'"

REFUSED = "SLUICE-PICKLE-REFUSED"
INVALID = "SLUICE-PICKLE-INVALID"
LIMIT = "SLUICE-PICKLE-LIMIT"
TYPE = "SLUICE-PICKLE-TYPE"


class Call:
    """Pickled, it is a call of `function`."""

    def __init__(self, function, *given):
        self.call = (function, given)

    def __reduce__(self):
        return self.call


class Stateful:
    """Pickled, it is an object whose state runs code."""

    def __setstate__(self, state):
        exec(state)

    def __getstate__(self):
        return PYTHON


def text(value):
    encoded = value.encode()
    return b"X" + struct.pack("<I", len(encoded)) + encoded


def name(module, attribute):
    return b"c" + module.encode() + b"\n" + attribute.encode() + b"\n"


def size8(number):
    return struct.pack("<Q", number)


def armed():
    """Name and pickle of those that make the file when Python loads them."""
    for protocol in range(6):
        yield f"os.system, protocol {protocol}", pickle.dumps(Call(os.system, SHELL), protocol)
    yield "eval", pickle.dumps(Call(eval, PYTHON))
    yield "exec", pickle.dumps(Call(exec, PYTHON), 0)
    yield "exec deep inside plain data", pickle.dumps({"orders": [{"id": 1}, (2, {"note": Call(exec, PYTHON)})]})
    yield "exec in a set", pickle.dumps({Call(exec, PYTHON)}, 2)
    yield "exec as a key", b"}" + pickle.dumps(Call(exec, PYTHON), 2)[2:-1] + b"Ns."
    yield "exec after good values", b"\x80\x02]K\x01a" + name("builtins", "exec") + text(PYTHON) + b"\x85Ra."
    yield "exec, its result thrown away", b"\x80\x02" + name("builtins", "exec") + text(PYTHON) + b"\x85R0K\x01."
    yield "subprocess.call", pickle.dumps(Call(subprocess.call, ["touch", CANARY]))
    yield "subprocess.Popen made by REDUCE and asked to wait", (
        name("builtins", "getattr") + b"(" + pickle.dumps(Call(subprocess.Popen, ["touch", CANARY]), 2)[2:-1] + b"Vwait\ntR)R."
    )
    yield "getattr of an import", (
        name("builtins", "getattr") + b"(" + name("builtins", "__import__") + b"(Vos\ntRVsystem\ntR(" + text(SHELL) + b"tR."
    )
    yield "operator.methodcaller", name("operator", "methodcaller") + b"(Vsystem\n" + text(SHELL) + b"tR(" + (
        name("builtins", "__import__") + b"(Vos\ntRtR."
    )
    yield "functools.partial", name("functools", "partial") + b"(" + name("os", "system") + text(SHELL) + b"tR)R."
    yield "names put together from the memo", (
        b"\x80\x04" + text("os") + b"\x94" + text("system") + b"\x940h\x00h\x01\x93" + text(SHELL) + b"\x85R."
    )
    yield "a name with dots", b"\x80\x04" + text("codecs") + text("builtins.exec") + b"\x93" + text(PYTHON) + b"\x85R."
    yield "INST", b"(" + b"S" + repr(SHELL).encode() + b"\nios\nsystem\n."
    yield "OBJ", b"(" + name("os", "system") + text(SHELL) + b"o."
    yield "BUILD by __setstate__", pickle.dumps(Stateful())
    yield "BUILD that makes exec the __setstate__ of the next BUILD", (
        name("types", "SimpleNamespace") + b")\x81}V__setstate__\n" + name("builtins", "exec") + b"sb" + text(PYTHON) + b"b."
    )
    yield "two pickles, the first runs", pickle.dumps(Call(exec, PYTHON)) + pickle.dumps({"a": 1})
    yield "Python 2's __builtin__.eval", name("__builtin__", "eval") + b"(" + text(PYTHON) + b"tR."
    yield "os.system through importlib", (
        name("builtins", "getattr") + b"(" + name("importlib", "import_module") + b"(Vos\ntRVsystem\ntR(" + text(SHELL) + b"tR."
    )


def harmless():
    """Name, pickle and code of the other ones."""
    yield "NEWOBJ", name("builtins", "object") + b")\x81.", REFUSED
    yield "NEWOBJ of a known name", name("datetime", "datetime") + b")\x81.", REFUSED
    yield "NEWOBJ_EX", b"\x80\x04" + name("collections", "OrderedDict") + b")}\x92.", REFUSED
    yield "INST of a known name", b"(idatetime\ndatetime\n.", REFUSED
    yield "OBJ of a known name", b"(" + name("collections", "OrderedDict") + b"o.", REFUSED
    yield "BUILD on a known type", name("collections", "OrderedDict") + b")R}Va\nK\x01sb.", REFUSED
    yield "BUILD on a dict", b"}}b.", REFUSED
    yield "a class as value", pickle.dumps(dict), REFUSED
    yield "a known class as value", name("datetime", "date") + b".", REFUSED
    yield "a method of a known class", b"\x80\x04\x8c\x08datetime\x8c\x0cdatetime.now\x93)R.", REFUSED
    yield "copyreg", name("copy_reg", "_reconstructor") + b"(" + name("builtins", "object") + b"NNtR.", REFUSED
    yield "numpy", name("numpy.core.multiarray", "_reconstruct") + b")R.", REFUSED
    yield "a call of a text", b"Vos.system\n)R.", REFUSED
    yield "extension code, one byte", b"\x80\x02\x82\x01.", REFUSED
    yield "extension code, two bytes", b"\x80\x02\x83\x01\x01.", REFUSED
    yield "extension code, four bytes", b"\x80\x02\x84\x01\x01\x01\x01.", REFUSED
    yield "persistent id", b"Pdatabase row 7\n.", REFUSED
    yield "persistent id from the stack", b"(K\x01K\x02tQ.", REFUSED
    yield "out-of-band buffer", b"\x80\x05\x97.", REFUSED
    yield "read-only buffer", b"\x80\x05C\x01a\x98.", REFUSED
    yield "_codecs.encode that unpacks", name("_codecs", "encode") + b"(Vabc\nVzip\ntR.", REFUSED
    yield "bytes of ten billion zeros", name("builtins", "bytes") + b"(L10000000000L\ntR.", REFUSED
    yield "bytearray of ten billion zeros", name("builtins", "bytearray") + b"(L10000000000L\ntR.", REFUSED
    yield "datetime from something else", name("datetime", "datetime") + b"(K\x01]tR.", REFUSED
    yield "month 13", name("datetime", "date") + b"(C\x04\x07\xe8\x0d\x01tR.", REFUSED
    yield "Decimal of a word", name("decimal", "Decimal") + b"(Vmuch\ntR.", REFUSED
    yield "billion laughs in lists", laughs(b"](", b"e", 60), LIMIT
    yield "billion laughs in tuples", laughs(b"(", b"t", 60), LIMIT
    yield "billion laughs in dicts", laughs(b"}(", b"u", 60), LIMIT
    yield "a long text shown often", b"\x80\x04](" + text("x" * 1_000_000) + b"\x94" + b"h\x00" * 1_000 + b"e.", LIMIT
    yield "a long list copied often", b"\x80\x02](" + b"N" * 100_000 + b"eq\x00" + set_of_first() * 50_000 + b".", LIMIT
    yield "pairs copied often", (
        b"\x80\x02](" + b"K\x01N\x86" * 10_000 + b"eq\x00" + (name("collections", "OrderedDict") + b"h\x00\x85R0") * 20_000 + b"."
    ), LIMIT
    yield "a long text encoded often", (
        b"\x80\x02" + text("x" * 1_000_000) + b"q\x00" + (name("_codecs", "encode") + b"(h\x00Vlatin1\ntR0") * 20_000 + b"."
    ), LIMIT
    yield "a long number read often", (
        b"\x80\x02" + name("decimal", "Decimal") + b"q\x010" + text("1" * 1_000_000) + b"q\x00" + b"h\x01h\x00\x85R0" * 20_000 + b"."
    ), LIMIT
    yield "a large integer as many keys", (
        b"\x80\x02\x8b\x00\x10\x00\x00" + b"\x55" * 4_096 + b"q\x00" + b"}h\x00Ns0" * 500_000 + b"."
    ), LIMIT
    yield "five million dicts", b"(" + b"}" * 5_000_000 + b"l.", LIMIT
    yield "five million marks", b"(" * 5_000_000 + b"N.", LIMIT
    yield "five million copies of the top", b"N" + b"2" * 5_000_000 + b".", LIMIT
    yield "lists 100,000 deep", b"]" * 100_000 + b"a" * 99_999 + b".", LIMIT
    yield "tuples 900,000 deep", b"\x80\x02)" + b"\x85" * 900_000 + b".", LIMIT
    yield "dicts 1,001 deep", b"}" + b"Va\n}" * 1_000 + b"s" * 1_000 + b".", LIMIT
    yield "an integer of two million digits", b"L" + b"9" * 2_000_000 + b"L\n.", LIMIT
    yield "an integer of two megabytes", b"\x80\x02\x8b\x80\x84\x1e\x00" + b"\x7f" * 2_000_000 + b".", LIMIT
    yield "a list in itself", b"]q\x00h\x00a.", TYPE
    yield "a dict in itself", b"}q\x00Va\nh\x00s.", TYPE
    yield "a tuple in a list in the tuple", b"]q\x00(h\x00tq\x01ah\x01.", TYPE
    yield "a tuple as key", b"}(K\x01K\x02tNs.", TYPE
    yield "two keys of one text", b"}K\x01Ns(V1\nNu.", TYPE
    yield "a frame longer than the pickle", b"\x80\x04\x95" + size8(100) + b"N.", INVALID
    yield "a frame of 2^64 - 1", b"\x80\x04\x95" + size8(2**64 - 1) + b"N.", INVALID
    yield "a frame cut off", b"\x80\x04\x95\x01\x00", INVALID
    yield "a text of 4 GB", b"X\xff\xff\xff\xffabc.", INVALID
    yield "a text of 2^63", b"\x8d" + size8(2**63) + b"abc.", INVALID
    yield "bytes of 2^64 - 1", b"\x8e" + size8(2**64 - 1) + b"abc.", INVALID
    yield "a bytearray of 2^40", b"\x96" + size8(2**40) + b"abc.", INVALID
    yield "an integer of less than no bytes", b"\x8b\xff\xff\xff\xffabc.", INVALID
    yield "a str of less than no bytes", b"T\xff\xff\xff\xffabc.", INVALID
    yield "a place of the memo without end", b"Np" + b"9" * 1_000_000 + b"\n.", INVALID
    yield "a float of five million digits and a letter", b"F" + b"1" * 5_000_000 + b"x\n.", INVALID
    yield "escapes that do not end", b"V" + b"\\u004" * 500_000 + b"\n.", INVALID
    yield "a literal of backslashes", b"S'" + b"\\" * 1_000_001 + b"'\n.", INVALID
    yield "protocol 255", b"\x80\xffN.", INVALID
    yield "nothing", b"", INVALID
    yield "JSON", b'{"a": 1}', INVALID


def laughs(start, end, height):
    """Each level holds the one below ten times, in dicts under ten keys."""
    keys = [b"K" + bytes([key]) if end == b"u" else b"" for key in range(10)]
    level = b"".join(key + b"h\x00" for key in keys)
    return b"\x80\x02Vha\nq\x000" + (start + level + end + b"q\x000") * height + b"h\x00."


def set_of_first():
    return name("builtins", "set") + b"h\x00\x85R0"


def fire():
    for title, data in armed():
        if os.path.exists(CANARY):
            os.remove(CANARY)
        try:
            pickle.loads(data)
        except Exception as problem:
            print(f"{title}: {problem}", file=sys.stderr)
        print(json.dumps({"name": title, "fired": os.path.exists(CANARY)}))


def write():
    cases = [(title, data, REFUSED, True) for title, data in armed()]
    cases += [(title, data, code, False) for title, data, code in harmless()]
    for title, data, code, is_armed in cases:
        line = {"name": title, "pickle": base64.b64encode(data).decode(), "code": code, "armed": is_armed}
        print(json.dumps(line))


if sys.argv[2:] == ["--fire"]:
    fire()
else:
    write()
