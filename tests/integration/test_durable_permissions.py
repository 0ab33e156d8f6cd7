"""Stored jobs with the permissions that the README gives Kiln for them, and with none of these."""

import os
import re
import unittest

from support.clock import eventually
from support.durable import JETSTREAM, SETTINGS, DurableCase, body
from support.kiln import ROOT
from support.nats_client import NatsClient


def lists_of_the_readme():
    """The subjects that Kiln needs to subscribe and to publish for stored jobs, as configuration."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        section = file.read().partition("\n## Stored jobs\n")[2].partition("\n## ")[0]
    found = re.findall(r"^    (subscribe|publish): \[(.*?)\]$", section, re.M | re.S)
    return {name: subjects for name, subjects in found}


def configuration(durable):
    subscribe = ('"compiler.execute.request engine-workers", "problems.execute.request engine-workers", '
                 '"_INBOX.kiln.>"')
    publish = '"_INBOX.>"'
    if durable:
        lists = lists_of_the_readme()
        subscribe, publish = f"{subscribe}, {lists['subscribe']}", f"{publish}, {lists['publish']}"
    return JETSTREAM + (
        "authorization { users = [\n"
        f'  {{user: kiln, password: k, permissions: {{subscribe: [{subscribe}]\n publish: '
        f'{{allow: [{publish}], deny: "_INBOX.kiln.>"}}}}}}\n'
        '  {user: web, password: w, permissions: {subscribe: "_INBOX.web.>"\n publish: '
        '["kiln.jobs.submit", "kiln.jobs.get.*", "kiln.jobs.cancel.*", "problems.execute.request"]}}\n'
        "] }\n")


class Permissions(DurableCase):
    def url(self):
        return f"nats://kiln:k@127.0.0.1:{self.server.port}"

    def web(self):
        client = NatsClient(self.server.port, user=("web", "w"), inboxes="_INBOX.web")
        self.addCleanup(client.close)
        return client


class Given(Permissions):
    server_config = configuration(True)

    def test_all_of_it_works_and_kiln_asks_for_nothing_more(self):
        kiln, web = self.worker(NATSURL=self.url()), self.web()
        job = self.submitted(web, "print('allowed')")
        self.assert_ok(self.result(web, job), "allowed\n")
        self.assertEqual("done", web.request(f"kiln.jobs.cancel.{job}").json()["state"])
        self.assertEqual([], web.errors)
        self.assertEqual(0, kiln.stop())
        self.assertNotIn("NATS error", kiln.log_text())
        self.assertNotIn("durable jobs are off", kiln.log_text())


class Refused(Permissions):
    server_config = configuration(False)

    def test_requests_are_served_all_the_same(self):
        kiln, web = self.engine(**{**SETTINGS, "NATSURL": self.url()}), self.web()
        eventually(lambda: "durable jobs are off" in kiln.log_text(), 10, "it is said")
        self.assertIn("the server does not let this user", kiln.log_text())
        reply = self.checked(web.request("problems.execute.request", body("print('served')")))
        self.assert_ok(reply, "served\n")
        self.assertEqual(0, kiln.stop())
        self.assertEqual(1, kiln.log_text().count("durable jobs are off"))


if __name__ == "__main__":
    unittest.main()
