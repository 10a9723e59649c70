"""Python values as JSON that says what each one is, in the form in which Sluice must show them."""

import base64
import datetime
import decimal
import struct


def tagged(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": hex(value)}
    if isinstance(value, float):
        return {"float": struct.pack(">d", value).hex()}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [tagged(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[key_text(key), tagged(item)] for key, item in value.items()]}
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration_text(value)
    if isinstance(value, decimal.Decimal):
        return str(value)
    raise TypeError(f"no tag for {type(value)}")


def key_text(key):
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)


def duration_text(value):
    size = abs(value)
    minutes, seconds = divmod(size.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{size.microseconds:06d}".rstrip("0") if size.microseconds else ""
    days_part = f"{size.days}D" if size.days else ""
    clock = "".join(
        [
            f"{hours}H" if hours else "",
            f"{minutes}M" if minutes else "",
            f"{seconds}{fraction}S" if seconds or fraction else "",
        ]
    )
    if not days_part and not clock:
        return "PT0S"
    return ("-" if value < datetime.timedelta(0) else "") + "P" + days_part + ("T" + clock if clock else "")
