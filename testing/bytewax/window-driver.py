"""Runs cases through Bytewax's windows: `window-driver.py CASES RESULTS`, two files of JSON lists.

A case is a window's options and its items in the order they arrive: key, arrival time, timestamp and number. Times are epoch
milliseconds. The system time is that of the item at work and does not move by itself. A result is what left each port, in order.
"""

import json
import sys
from datetime import datetime, timedelta, timezone

import bytewax.operators as op
import bytewax.operators.windowing as windowing
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)

system_time = EPOCH


def duration(milliseconds):
    return milliseconds * MILLISECOND


def moment(milliseconds):
    return EPOCH + duration(milliseconds)


def milliseconds_of(time):
    return (time - EPOCH) // MILLISECOND


def now():
    return system_time


def handle_in_its_time(logic, items, handle=windowing._WindowLogic.on_batch):
    """Items come one at a time, so that what happens does not hang on how they were batched."""
    global system_time
    [item] = items
    system_time = moment(item["now"])
    return handle(logic, items)


windowing._WindowLogic.on_batch = handle_in_its_time
windowing._get_system_utc = now


def clock_of(case):
    if case["clock"]["kind"] == "system":
        return windowing.SystemClock()
    return windowing.EventClock(
        lambda item: moment(item["timestamp"]), duration(case["clock"]["waitMs"]), now_getter=now
    )


def windower_of(case):
    options = case["windowing"]
    if options["kind"] == "session":
        return windowing.SessionWindower(duration(options["gapMs"]))
    length, align_to = duration(options["lengthMs"]), moment(options["alignTo"])
    if options["kind"] == "tumbling":
        return windowing.TumblingWindower(length, align_to)
    return windowing.SlidingWindower(length, duration(options["offsetMs"]), align_to)


def number(item):
    return item["number"]


def folded(case, builder, folder, merger):
    return lambda items, clock, windower: windowing.fold_window(
        "tested", items, clock, windower, builder, folder, merger, case["ordered"]
    )


def better(choose):
    return lambda held, item: number(item) if held is None else choose(held, number(item))


def aggregate(case):
    """The operator of that name where it takes the case's order, else the same by `fold_window`."""
    kind, ordered = case["aggregate"], case["ordered"]
    if kind == "collect":
        return lambda items, clock, windower: windowing.collect_window(
            "tested", items, clock, windower, ordered=ordered
        )
    if kind == "count" and not ordered:
        return lambda items, clock, windower: windowing.count_window(
            "tested", op.key_rm("items_alone", items), clock, windower, lambda item: item["key"]
        )
    if kind in ("min", "max") and not ordered:
        operator = windowing.min_window if kind == "min" else windowing.max_window
        return lambda items, clock, windower: operator("tested", items, clock, windower, number)
    if kind == "count":
        return folded(case, int, lambda held, _item: held + 1, int.__add__)
    if kind == "sum":
        return folded(case, int, lambda held, item: held + number(item), int.__add__)
    if kind == "fold":
        return folded(case, str, lambda held, item: f"{held}{number(item)} ", lambda a, b: f"({a}+ {b})")
    choose = {"min": min, "max": max}[kind]
    return folded(case, lambda: None, better(choose), choose)


def plain(result):
    """Items stand for their number."""
    if isinstance(result, list):
        return [number(item) for item in result]
    return number(result) if isinstance(result, dict) else result


def metadata(meta):
    return [milliseconds_of(meta.open_time), milliseconds_of(meta.close_time), sorted(meta.merged_ids)]


def run(case):
    ports = {"out": plain, "late": plain, "meta": metadata}
    emitted = {port: [] for port in ports}
    flow = Dataflow("case")
    items = op.input("items", flow, TestingSource(case["items"], batch_size=1))
    keyed = op.key_on("key", items, lambda item: item["key"])
    windows = aggregate(case)(keyed, clock_of(case), windower_of(case))
    for port, stream in zip(ports, [windows.down, windows.late, windows.meta]):
        op.output(port, stream, TestingSink(emitted[port]))
    run_main(flow)
    return {
        port: [[key, window_id, ports[port](result)] for key, (window_id, result) in events]
        for port, events in emitted.items()
    }


cases_file, results_file = sys.argv[1:]
with open(cases_file) as cases, open(results_file, "w") as results:
    json.dump([run(case) for case in json.load(cases)], results)
