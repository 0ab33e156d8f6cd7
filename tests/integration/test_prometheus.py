"""A real Prometheus scrapes a real engine: every query of the dashboard and every rule finds what
it asks for, and alerts come when they should."""

import json
import math
import os
import re
import time
import unittest

from support import status_port
from support.case import EngineCase, ServerCase
from support.clock import eventually
from support.kiln import ROOT
from support.programs import HELLO
from support.prometheus import Prometheus, promtool

RULES = os.path.join(ROOT, "deploy", "prometheus", "kiln.rules.yml")
DASHBOARD = os.path.join(ROOT, "deploy", "grafana", "kiln.json")
ALERT_TESTS = os.path.join(ROOT, "tests", "integration", "alerts.yml")

# What stands for Grafana's variables.
VARIABLES = {"$__rate_interval": "30s", "$job": "kiln", "$instance": ".*"}

_METRIC = re.compile(r"\b(?:kiln|process)_[a-z_]+\b")
_RECORDED = re.compile(r"\b[a-z_]+:kiln_[a-z_]+:[a-z0-9]+\b")


def queries_of_dashboard():
    with open(DASHBOARD) as file:
        dashboard = json.load(file)
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            expression = target["expr"]
            for name, value in VARIABLES.items():
                expression = expression.replace(name, value)
            assert "$" not in expression, expression
            yield panel["title"], expression


def metrics_in(expression):
    return set(_METRIC.findall(_RECORDED.sub("", expression)))


class Files(unittest.TestCase):
    def test_the_rules_and_the_sample_configuration_are_good(self):
        for words in (("check", "rules", RULES),
                      ("check", "config", os.path.join(os.path.dirname(RULES), "prometheus.yml"))):
            status, text = promtool(*words)
            self.assertEqual(0, status, text)
            self.assertIn("SUCCESS", text)

    def test_alerts_come_when_they_should_and_not_else(self):
        status, text = promtool("test", "rules", ALERT_TESTS)
        self.assertEqual(0, status, text)

    def test_panels_have_names_and_stand_apart(self):
        with open(DASHBOARD) as file:
            panels = json.load(file)["panels"]
        self.assertEqual(len(panels), len({panel["title"] for panel in panels}))
        self.assertEqual(len(panels), len({panel["id"] for panel in panels}))
        taken = set()
        for panel in panels:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"])}
            self.assertTrue(taken.isdisjoint(cells), panel["title"])
            self.assertLessEqual(place["x"] + place["w"], 24, panel["title"])
            taken |= cells


class Scraped(EngineCase):
    settings = {"MAX_WORKERS": 2}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prometheus = Prometheus([f"127.0.0.1:{status_port.port_of(cls.kiln)}"], RULES)
        cls.addClassCleanup(cls.prometheus.close)
        cls.prometheus.start()

    def work(self):
        """A bit of everything, and nothing that was compiled before."""
        for language, code in HELLO.items():
            sign = "#" if language == "python" else "//"
            self.ask(f"{code}{sign} {time.monotonic_ns()}\n", language)
        self.ask("import sys\nsys.exit(1)\n")
        self.ask_raw(b"{nonsense")

    def some(self, expression):
        """What it finds, all of them numbers."""
        found = self.prometheus.query(expression)
        return found if found and all(math.isfinite(value) for _, value in found) else None

    def scrapes(self):
        found = self.prometheus.query('count_over_time(up{job="kiln"}[1m])')
        return found[0][1] if found else 0

    def test_a_scrape_has_no_error_and_every_query_of_the_dashboard_an_answer(self):
        eventually(lambda: self.scrapes() > 2, 20, "Prometheus has scraped")
        for _ in range(2):
            self.work()
            seen = self.scrapes()
            eventually(lambda: self.scrapes() > seen + 1, 20, "Prometheus has scraped again")
        (target,) = self.prometheus.targets()
        self.assertEqual(("up", ""), (target["health"], target["lastError"]))
        queries = list(queries_of_dashboard())
        self.assertGreater(len(queries), 40)
        for title, expression in queries:
            with self.subTest(title, expression=expression):
                if "ALERTS" in expression:
                    self.prometheus.query(expression)
                else:
                    eventually(lambda: self.some(expression), 10, expression, pause=0.3)
        self.assertEqual([1.0], [value for _, value in self.prometheus.query("kiln_ready")])
        (done,) = self.prometheus.query('sum(kiln_jobs_total{verdict="ok"})')
        self.assertEqual(2 * len(HELLO), done[1])

    def test_every_metric_that_a_rule_or_a_panel_names_is_there(self):
        self.work()
        families = status_port.scrape(self.kiln).families
        there = set(families)
        for name, family in families.items():
            there |= {sample for sample, _ in family.samples}
        expressions = [expression for _, expression in queries_of_dashboard()]
        expressions += [rule["query"] for rule in self.prometheus.rules()]
        named = set().union(*map(metrics_in, expressions))
        self.assertGreater(len(named), 25)
        self.assertEqual(set(), named - there)

    def test_every_rule_is_evaluated_and_nothing_is_alarming(self):
        eventually(lambda: all(rule["health"] == "ok" for rule in self.prometheus.rules()), 10,
                   "every rule was evaluated")
        rules = self.prometheus.rules()
        self.assertEqual([], [rule for rule in rules if rule.get("lastError")])
        self.assertGreater(sum(rule["type"] == "alerting" for rule in rules), 10)
        recorded = [rule["name"] for rule in rules if rule["type"] == "recording"]
        for name in recorded:
            eventually(lambda: self.prometheus.query(name), 10, name)
        eventually(lambda: not self.prometheus.pending_or_firing(), 10, "no alert is pending")

    def test_the_readme_lists_every_metric(self):
        self.work()
        with open(os.path.join(os.path.dirname(RULES), "README.md")) as file:
            listed = set(re.findall(r"kiln_[a-z_]+", file.read()))
        there = {name for name in status_port.scrape(self.kiln).families
                 if name.startswith("kiln_")}
        self.assertEqual(there, listed)


class Alarmed(ServerCase):
    def test_an_instance_without_nats_and_one_that_is_gone_are_noticed(self):
        kiln = self.engine(MAX_WORKERS=1)
        prometheus = Prometheus([f"127.0.0.1:{status_port.port_of(kiln)}"], RULES)
        self.addCleanup(prometheus.close)
        prometheus.start()
        eventually(lambda: prometheus.query("kiln_ready == 1"), 20, "it is scraped")
        self.server.kill()
        try:
            eventually(lambda: {"KilnNatsDisconnected", "KilnNotReady", "KilnNoInstanceReady"}
                       <= prometheus.pending_or_firing(), 10, "alerts are pending")
        finally:
            self.server.start()
        eventually(lambda: not prometheus.pending_or_firing(), 20, "they are over")
        self.assertEqual(0, kiln.stop())
        eventually(lambda: "KilnDown" in prometheus.pending_or_firing(), 10, "it is missed")


if __name__ == "__main__":
    unittest.main()
