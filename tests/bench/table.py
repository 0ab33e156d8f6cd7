"""The figures of tests/bench/run as a table of Markdown."""

HEAD = ("| work | Kiln | bare | ratio | Kiln, paused | bare, paused | ratio, paused | goal |\n"
        "|---|---|---|---|---|---|---|---|\n")


def _value(row, side):
    """One side's figure, or None where it was not measured."""
    if row.figure == "rate":
        return side["jobs_per_second"]
    if row.figure == "cpu":
        parts = side["cpu_ms_per_job"], side["client_cpu_ms_per_job"]
        return None if None in parts else sum(parts)
    return side["p50_ms"]


def _cell(row, value):
    if value is None:
        return "-"
    return f"{value:.0f} jobs/s" if row.figure == "rate" else f"{value:.1f} ms"


def _compared(row, kiln, bare):
    if not kiln or not bare:
        return "-"
    return f"{kiln - bare:+.1f} ms" if row.figure == "cost" else f"{kiln / bare:.3f}"


def sides_of(report):
    return {side["name"]: side for side in report["sides"]}


def line(row, found, of_others):
    """`found`: the reports of this row, by pause; `of_others`: the same of rows by name."""
    cells = [row.name]
    for pause in (0, 200):
        report = found.get(pause)
        if report is None:
            cells += ["", "", ""]
            continue
        other = of_others[row.against][pause] if row.against else report
        kiln = _value(row, sides_of(report)["kiln"])
        bare = _value(row, sides_of(other)["bare"])
        cells += [_cell(row, kiln), _cell(row, bare), _compared(row, kiln, bare)]
    return "| " + " | ".join(cells + [row.goal]) + " |\n"


def table(rows, reports):
    """`reports`: row's name -> pause -> what kiln bench --json printed."""
    return HEAD + "".join(line(row, reports[row.name], reports) for row in rows)
