"""Runs cases through Bytewax's keyed operators: `keyed-driver.py CASES RESULTS`, two files of JSON lists.

A case names the operator, its options, and its items in the order they arrive. A result is a list of `[key, value]` in the order
they were emitted.
"""

import json
import sys
from datetime import timedelta

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main


def running_sum(state, value):
    total = (state or 0) + value
    return (total, [value, total])


def every_third(state, value):
    count = (state or 0) + 1
    return (None if count == 3 else count, [state, count, value])


def highest(state, value):
    top = value if state is None else max(state, value)
    return (top, top)


def reset_by_negative(state, value):
    kept = None if value < 0 else [*(state or []), value]
    return (kept, kept)


MAPPERS = {mapper.__name__: mapper for mapper in [running_sum, every_third, highest, reset_by_negative]}


def stateful_map(case, items):
    return op.stateful_map("tested", items, MAPPERS[case["mapper"]])


def collect(case, items):
    return op.collect("tested", items, timedelta(milliseconds=case["timeoutMs"]), case["maxSize"])


def join(case, items):
    def of_side(side):
        mine = op.filter_value(f"is_{side}", items, lambda value: value[0] == side)
        return op.map_value(f"of_{side}", mine, lambda value: value[1])

    sides = [of_side(side) for side in case["sides"]]
    return op.join("tested", *sides, insert_mode=case["insertMode"], emit_mode=case["emitMode"])


OPERATORS = {operator.__name__: operator for operator in [stateful_map, collect, join]}


def arrival(item):
    """A `[key, value]`, or a number: milliseconds in which nothing comes."""
    return TestingSource.PAUSE(timedelta(milliseconds=item)) if isinstance(item, int) else tuple(item)


def run(case):
    emitted = []
    flow = Dataflow("case")
    items = op.input("items", flow, TestingSource([arrival(item) for item in case["items"]], case["batchSize"]))
    op.output("emitted", OPERATORS[case["operator"]](case, items), TestingSink(emitted))
    run_main(flow)
    return emitted


cases_file, results_file = sys.argv[1:]
with open(cases_file) as cases, open(results_file, "w") as results:
    json.dump([run(case) for case in json.load(cases)], results)
