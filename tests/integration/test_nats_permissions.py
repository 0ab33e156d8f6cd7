"""Kiln and a client with the permissions that the README gives them, and with no others."""

import os
import re
import textwrap
import time
import unittest

from support.case import COMPILER, PROBLEMS, ServerCase, request_body
from support.clock import eventually, slow
from support.kiln import ROOT
from support.nats_client import NatsClient, NatsError, NoResponders
from support.programs import sleep
from support.server import NatsServer

PASSWORDS = {"KILN_PASSWORD": "of-kiln", "WEB_PASSWORD": "of-web"}


def authorization_of_the_readme():
    """The one block of it that begins with `authorization {`."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        found = re.findall(r"^    authorization \{\n(?:    .*\n)*?    \}\n", file.read(), re.M)
    if len(found) != 1:
        raise AssertionError(f"README.md has {len(found)} authorization blocks")
    return textwrap.dedent(found[0])


class Permissions(ServerCase):
    @classmethod
    def make_server(cls):
        settings = authorization_of_the_readme().replace(
            "users = [", 'users = [\n{user: admin, password: "of-admin"}', 1)
        return NatsServer(settings=settings, environment=PASSWORDS)

    def kiln(self, **settings):
        url = f"nats://kiln:{PASSWORDS['KILN_PASSWORD']}@127.0.0.1:{self.server.port}"
        return self.engine(MAX_WORKERS=1, NATSURL=url, **settings)

    def web(self):
        client = NatsClient(self.server.port, user=("web", PASSWORDS["WEB_PASSWORD"]),
                            inboxes="_INBOX.web")
        self.addCleanup(client.close)
        return client

    def test_requests_work_and_kiln_asks_for_nothing_more(self):
        kiln, web = self.kiln(), self.web()
        for subject in (COMPILER, PROBLEMS):
            body = request_body("print('allowed')", subject=subject)
            self.assert_ok(self.checked(web.request(subject, body)), "allowed\n")
            self.assertFalse(self.checked(web.request(subject, b"garbage"))["success"])
        self.assertEqual([], web.errors)
        self.assertEqual(0, kiln.stop())
        self.assertNotIn("NATS error", kiln.log_text())
        self.assertNotRegex(kiln.log_text().lower(), "violation|permission")

    def test_kiln_is_found_with_these_permissions_by_who_may_ask(self):
        kiln = self.kiln()
        asker = NatsClient(self.server.port, user=("web", PASSWORDS["WEB_PASSWORD"]),
                           inboxes="_INBOX.web")
        self.addCleanup(asker.close)
        self.assertTrue(self.refused(asker, lambda: asker.publish("$SRV.PING", b"")))
        admin = NatsClient(self.server.port, user=("admin", "of-admin"), inboxes="_INBOX.admin")
        self.addCleanup(admin.close)
        self.assertEqual("kiln", admin.request("$SRV.PING").json()["name"])
        self.assertEqual(0, kiln.stop())

    def test_a_full_instance_passes_requests_on_with_these_permissions(self):
        kilns = [self.kiln(MAX_JOBS=4), self.kiln(MAX_JOBS=4)]
        web = self.web()
        sent = [web.send_request(PROBLEMS, request_body(sleep(0.2), subject=PROBLEMS))
                for _ in range(10)]
        for pending in sent:
            self.assert_ok(self.checked(pending.wait()), "done\n")
        for kiln in kilns:
            self.assertEqual(0, kiln.stop())
            self.assertNotRegex(kiln.log_text().lower(), "nats error|permission")

    def test_a_reply_that_waits_for_its_client_does_so_with_these_permissions(self):
        kiln, web = self.kiln(), self.web()
        pending = web.send_request(PROBLEMS, request_body(sleep(1)))
        time.sleep(slow(0.4))
        self.server.kill()
        time.sleep(slow(1))
        self.server.start()

        def serves():
            try:
                with NatsClient(self.server.port, user=web.user, inboxes="_INBOX.web") as probe:
                    return probe.request(COMPILER, b"garbage", timeout=5)
            except (NoResponders, NatsError, OSError):
                return False
        eventually(serves, 8, "Kiln is back at NATS")
        time.sleep(slow(0.3))
        web.reconnect()
        self.assert_ok(self.checked(pending.wait(12)), "done\n")
        self.assertEqual(0, kiln.stop())
        self.assertNotIn("NATS error", kiln.log_text())

    def refused(self, client, act):
        before = len(client.errors)
        act()
        client.flush()
        return any("Permissions Violation" in error for error in client.errors[before:])

    def test_a_client_hears_no_requests_and_no_replies_but_its_own(self):
        web = self.web()
        for subject in (">", "_INBOX.>", "_INBOX.*.*", "_INBOX.kiln.>", "_INBOX.other.>",
                        COMPILER, PROBLEMS):
            with self.subTest(subject):
                self.assertTrue(self.refused(web, lambda: web.subscribe(subject)))
        with self.subTest("as an engine"):
            self.assertTrue(self.refused(web, lambda: web.subscribe(COMPILER, "engine-workers")))
        self.assertFalse(self.refused(web, lambda: web.subscribe("_INBOX.web.more.*")))

    def test_a_client_publishes_requests_and_nothing_else(self):
        web = self.web()
        for subject in ("_INBOX.kiln.a.b", "_INBOX.other.1", "_INBOX.web.1", "orders.new",
                        "$JS.API.STREAM.PURGE.ORDERS", "$SYS.REQ.SERVER.PING"):
            with self.subTest(subject):
                self.assertTrue(self.refused(web, lambda: web.publish(subject, b"x")))
        self.assertFalse(self.refused(web, lambda: web.publish(COMPILER, b"x")))

    def test_kiln_itself_may_only_take_its_part_of_requests_and_write_to_inboxes(self):
        kiln = NatsClient(self.server.port, user=("kiln", PASSWORDS["KILN_PASSWORD"]),
                          inboxes="_INBOX.kiln")
        self.addCleanup(kiln.close)
        for subject in (">", "_INBOX.>", "_INBOX.web.>", COMPILER):
            with self.subTest(subject):
                self.assertTrue(self.refused(kiln, lambda: kiln.subscribe(subject)))
        for subject in ("$JS.API.STREAM.PURGE.ORDERS", "orders.new", "_INBOX.kiln.a.b", "$SRV.PING"):
            with self.subTest(subject):
                self.assertTrue(self.refused(kiln, lambda: kiln.publish(subject, b"x")))


class WithoutDiscovery(ServerCase):
    """An operator forbids what is not needed for requests."""

    server_config = '''authorization { users = [
        {user: kiln, password: "of-kiln", permissions: {
          subscribe: {deny: "$SRV.>"}}}
        {user: web, password: "of-web"}
    ] }'''
    login = ("web", "of-web")

    def test_kiln_that_must_not_be_found_serves_and_says_so_once(self):
        kiln = self.engine(MAX_WORKERS=1, NATSURL=f"nats://kiln:of-kiln@127.0.0.1:{self.server.port}")
        client = self.connection()
        with self.assertRaises(NoResponders):
            client.request("$SRV.PING")
        self.assert_ok(self.checked(client.request(COMPILER, request_body("print(1)"))), "1\n")
        self.server.kill()
        self.server.start()
        client.reconnect()

        def serves():
            try:
                return client.request(COMPILER, request_body("print(2)"))
            except NoResponders:
                return None
        self.assert_ok(self.checked(eventually(serves, 10, "Kiln is back at NATS")), "2\n")
        self.assertEqual(0, kiln.stop())
        self.assertEqual(1, kiln.log_text().count("not to be found by the NATS service API"))
        self.assertNotIn("NATS error", kiln.log_text())


if __name__ == "__main__":
    unittest.main()
