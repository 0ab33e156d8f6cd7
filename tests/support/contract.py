"""What every reply looks like, whatever became of the job."""

import re

COMPILER = "compiler.execute.request"
PROBLEMS = "problems.execute.request"

VERDICTS = {"ok", "compile_error", "runtime_error", "signalled", "time_limit", "memory_limit",
            "output_limit", "process_limit", "internal_error", "rejected", "busy", "expired",
            "cancelled"}

_UNIT = {"ns": 1, "µs": 1_000, "ms": 1_000_000, "s": 1_000_000_000}
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)(?:\.(\d+))?(ns|µs|ms|s))?")


def go_duration_ns(text):
    """Nanoseconds of a duration as Go prints it; ValueError for anything Go would not print."""
    match = _DURATION.fullmatch(text)
    if not text or match is None:
        raise ValueError(f"not a duration: {text!r}")
    hours, minutes, whole, fraction, unit = match.groups()
    value = (int(hours or 0) * 3600 + int(minutes or 0) * 60) * _UNIT["s"]
    if unit:
        value += int(whole) * _UNIT[unit]
        if fraction:
            value += int(fraction) * _UNIT[unit] // 10 ** len(fraction)
    if go_duration(value) != text:
        raise ValueError(f"not as Go prints it: {text!r}, but {go_duration(value)!r}")
    return value


def go_duration(ns):
    if ns == 0:
        return "0s"
    for unit, above in (("ns", 1_000), ("µs", 1_000_000), ("ms", 1_000_000_000)):
        if ns < above:
            return _decimal(ns, _UNIT[unit]) + unit
    seconds = ns % (60 * _UNIT["s"])
    minutes = ns // (60 * _UNIT["s"])
    text = _decimal(seconds, _UNIT["s"]) + "s"
    if minutes:
        text = f"{minutes % 60}m{text}"
    if minutes >= 60:
        text = f"{minutes // 60}h{text}"
    return text


def _decimal(value, unit):
    whole, rest = divmod(value, unit)
    if not rest:
        return str(whole)
    return f"{whole}.{rest:0{len(str(unit)) - 1}d}".rstrip("0")


def faults_of(reply):
    """Everything in which `reply`, decoded JSON, breaks the contract; [] if nothing does."""
    if not isinstance(reply, dict):
        return ["is not an object"]
    faults = []
    for name, kind in (("output", str), ("status_message", str), ("success", bool)):
        if not isinstance(reply.get(name), kind):
            faults.append(f"{name} is {reply.get(name)!r}")
    if reply.get("success") is True:
        faults += _faults_of_success(reply)
    else:
        if not isinstance(reply.get("error"), str) or not reply["error"]:
            faults.append(f"failed with error {reply.get('error')!r}")
        if reply.get("execution_time", "0ms") != "0ms":
            faults.append("failed, yet has an execution_time")
    verdict = (reply.get("result") or {}).get("verdict", "ok")
    if verdict not in VERDICTS:
        faults.append(f"verdict {verdict!r} is none of ours")
    return faults


def _faults_of_success(reply):
    faults = []
    if "error" in reply:
        faults.append(f"success, yet error {reply['error']!r}")
    if reply.get("status_message") != "Success":
        faults.append(f"success, yet status_message {reply.get('status_message')!r}")
    try:
        go_duration_ns(reply.get("execution_time", ""))
    except (ValueError, TypeError) as error:
        faults.append(f"execution_time: {error}")
    return faults
