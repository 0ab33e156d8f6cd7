"""Prometheus' text format 0.0.4, read strictly: what breaks a rule of it is an AssertionError."""

import dataclasses
import math
import re

_SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$')
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')


@dataclasses.dataclass
class Family:
    kind: str
    help: str
    samples: dict = dataclasses.field(default_factory=dict)  # (name, labels) -> value


def _labels(text):
    labels, at = {}, 0
    while at < len(text):
        match = _LABEL.match(text, at)
        assert match, f"bad labels: {text}"
        assert match[1] not in labels, f"a label twice: {text}"
        labels[match[1]] = match[2]
        at = match.end()
    return labels


def _family_of(families, name):
    if name in families:
        return families[name]
    for suffix in ("_bucket", "_sum", "_count"):
        owner = families.get(name.removesuffix(suffix))
        if name.endswith(suffix) and owner is not None and owner.kind == "histogram":
            return owner
    raise AssertionError(f"{name} belongs to no family")


def _check_histogram(name, family):
    series = {}
    for (sample, labels), value in family.samples.items():
        if sample == f"{name}_bucket":
            rest = tuple(each for each in labels if each[0] != "le")
            series.setdefault(rest, []).append((float(dict(labels)["le"]), value))
    for rest, buckets in series.items():
        assert buckets == sorted(buckets), f"{name}{rest}: bounds do not ascend"
        counts = [count for _, count in buckets]
        assert counts == sorted(counts), f"{name}{rest}: counts do not ascend"
        assert buckets[-1][0] == math.inf, f"{name}{rest}: no +Inf"
        assert family.samples[f"{name}_count", rest] == counts[-1], f"{name}{rest}: count"
        assert (f"{name}_sum", rest) in family.samples, f"{name}{rest}: sum"


def parse(text):
    """{name: Family}."""
    assert text.endswith("\n"), "the last line has no end"
    families = {}
    current = None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, _, words = line[7:].partition(" ")
            assert name not in families, f"{name} comes twice"
            families[name] = Family("", words)
            current = name
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            assert name == current and not families[name].kind, line
            assert kind in ("counter", "gauge", "histogram"), line
            families[name].kind = kind
        else:
            match = _SAMPLE.match(line)
            assert match, f"no sample: {line}"
            labels = tuple(sorted(_labels(match[2] or "").items()))
            family = _family_of(families, match[1])
            assert family is families[current], f"{line} stands in another family"
            assert (match[1], labels) not in family.samples, f"twice: {line}"
            family.samples[match[1], labels] = float(match[3])
    for name, family in families.items():
        assert family.samples, f"{name} has no samples"
        if family.kind == "histogram":
            _check_histogram(name, family)
    return families


class Scrape:
    """One answer of /metrics."""

    def __init__(self, text):
        self.text = text
        self.families = parse(text)

    def value(self, name, **labels):
        """One sample's; None where there is none."""
        family = _family_of(self.families, name) if self._known(name) else None
        return family and family.samples.get((name, tuple(sorted(labels.items()))))

    def _known(self, name):
        try:
            return _family_of(self.families, name) is not None
        except AssertionError:
            return False

    def total(self, name, **labels):
        """Of all samples of this name that have these labels."""
        if not self._known(name):
            return 0
        return sum(value for (sample, has), value in _family_of(self.families, name).samples.items()
                   if sample == name and set(labels.items()) <= set(has))

    def values_of_label(self, name, label):
        return {dict(labels).get(label) for (_, labels) in self.families[name].samples}
