"""Every way to be sure of NATS and to be known there, against a real nats-server that asks for it:
`kiln serve`, `kiln submit` and `kiln bench` alike, each by flags and by environment variables."""

import os
import socket
import subprocess
import tempfile
import threading
import unittest

from support import baseline, ordinary_user, processes
from support.certificates import Authority, openssl
from support.clock import eventually
from support.kiln import Kiln, command, environment, program as kiln_program
from support.nkeys import Key, Operator
from support.relay import Relay
from support.server import NatsServer, free_port

SECRET = "canary-secret"
SLEEPER = """
import os, time
print(dict(os.environ), flush=True)
with open("/proc/self/comm", "w") as name:
    name.write("sleeper")
time.sleep(2)
"""
TLS = """tls {{ cert_file: "{certificate}", key_file: "{key}", timeout: 5, {more} }}\n"""


def flag_of(variable):
    return "--" + variable.lower().removeprefix("kiln_").replace("_", "-")


class SecureCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        before = baseline.picture()
        cls.addClassCleanup(baseline.assert_returned, before)
        folder = tempfile.TemporaryDirectory(prefix="test-of-kiln-keys-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.mode = 0o600
        if ordinary_user.wanted():  # who must be able to read what the tests make
            cls.mode = 0o644
            os.chmod(cls.folder, 0o755)
        cls.authority = Authority(cls.folder, "authority")
        cls.key, cls.certificate = cls.authority.sign("server")

    def server(self, settings="", port=None):
        server = NatsServer(settings=settings, port=port)
        self.addCleanup(server.close)
        return server.start()

    def tls_server(self, more="", port=None):
        return self.server(TLS.format(certificate=self.certificate, key=self.key, more=more), port)

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", opener=lambda p, flags: os.open(p, flags, self.mode)) as file:
            file.write(text)
        return path

    def client_certificate(self, name):
        key, certificate = self.authority.sign(name)
        os.chmod(key, self.mode)
        return key, certificate

    def engine(self, url, settings=(), wait_ready=True, words=()):
        kiln = Kiln(url, {"MAX_WORKERS": 1, "KILN_WARM": "off", **dict(settings)}, words=words)
        self.addCleanup(kiln.finish)
        return kiln.start(wait_ready)

    def program(self):
        return self.file("program.py", "print('it came through')\n")

    def assert_served(self, url, settings):
        """By the engine, to clients that say the same by environment and by flags."""
        self.engine(url, settings)
        by_environment = command("submit", self.program(), settings={"NATSURL": url, **settings})
        self.assert_came_through(by_environment)
        secrets = {k: v for k, v in settings.items() if k in ("KILN_NATS_PASSWORD", "KILN_NATS_TOKEN")}
        words = [word for name, value in {"NATS_URL": url, **settings}.items()
                 if name not in secrets for word in (flag_of(name), value)]
        self.assert_came_through(command("submit", *words, self.program(), settings=secrets))
        bench = command("bench", *words, "--jobs=2", "--warm-up=0", self.program(), settings=secrets)
        self.assertEqual(0, bench.returncode, bench.stderr.decode())

    def assert_came_through(self, done):
        self.assertEqual((0, b"it came through\n"), (done.returncode, done.stdout), done.stderr)

    def assert_refused(self, url, settings, *parts):
        """By the server or by us; what is said about it holds these parts, and no secret."""
        done = command("submit", self.program(), settings={"NATSURL": url, **settings})
        said = done.stderr.decode()
        self.assertEqual(1, done.returncode, said)
        for part in parts:
            self.assertIn(part, said)
        self.assertNotIn("canary", said + done.stdout.decode())


class WhoWeAre(SecureCase):
    def test_user_and_password(self):
        server = self.server(f"authorization {{ user: me, password: {SECRET} }}")
        self.assert_served(server.url, {"KILN_NATS_USER": "me", "KILN_NATS_PASSWORD": SECRET})
        self.assert_refused(server.url, {}, "refuses who we say we are")
        self.assert_refused(server.url, {"KILN_NATS_USER": "me", "KILN_NATS_PASSWORD": "canary-x"},
                            "refuses who we say we are")

    def test_user_and_password_in_a_file_that_only_root_can_read(self):
        server = self.server(f"authorization {{ user: me, password: {SECRET} }}")
        self.assert_served(server.url, {"KILN_NATS_USER": "me", "KILN_NATS_PASSWORD_FILE":
                                        self.file("password", SECRET + "\n")})

    def test_user_and_password_in_the_url(self):
        server = self.server(f"authorization {{ user: me, password: {SECRET} }}")
        self.assert_served(server.url.replace("//", f"//me:{SECRET}@"), {})

    def test_token(self):
        server = self.server(f"authorization {{ token: {SECRET} }}")
        self.assert_served(server.url, {"KILN_NATS_TOKEN": SECRET})
        self.assert_refused(server.url, {"KILN_NATS_TOKEN": "canary-x"}, "refuses who we say we are")

    def test_token_in_a_file(self):
        server = self.server(f"authorization {{ token: {SECRET} }}")
        self.assert_served(server.url, {"KILN_NATS_TOKEN_FILE": self.file("token", SECRET)})

    def test_nkey(self):
        key, other = Key("U", self.folder), Key("U", self.folder)
        server = self.server(f"authorization {{ users = [ {{ nkey: {key.public} }} ] }}")
        self.assert_served(server.url, {"KILN_NATS_NKEY": self.file("seed", key.seed + "\n")})
        self.assert_refused(server.url, {"KILN_NATS_NKEY": self.file("other", other.seed)},
                            "refuses who we say we are")

    def test_credentials(self):
        operator, other = Operator(self.folder), Operator(self.folder)
        server = self.server(operator.server_config)
        self.assert_served(server.url, {"KILN_NATS_CREDS": self.file("creds", operator.credentials)})
        self.assert_refused(server.url, {"KILN_NATS_CREDS": self.file("other", other.credentials)},
                            "refuses who we say we are")

    def test_an_engine_that_comes_back_is_known_again(self):
        operator = Operator(self.folder)
        server = self.server(operator.server_config)
        creds = self.file("creds", operator.credentials)
        kiln = self.engine(server.url, {"KILN_NATS_CREDS": creds})
        server.kill()
        server.start()
        eventually(lambda: kiln.log_text().count("connected to NATS") == 2, 15, "it is back")
        self.assert_came_through(command("submit", self.program(), settings={
            "NATSURL": server.url, "KILN_NATS_CREDS": creds}))


class Tls(SecureCase):
    def test_a_server_that_our_authority_signed(self):
        server = self.tls_server()
        url = server.url.replace("nats://", "tls://")
        self.assert_served(url, {"KILN_NATS_CA": self.authority.certificate})
        self.assert_served(server.url, {"KILN_NATS_CA": self.authority.certificate})
        self.assert_refused(url, {}, "SSL", "KILN_NATS_CA")
        stranger = Authority(self.folder, "stranger").certificate
        self.assert_refused(url, {"KILN_NATS_CA": stranger}, "SSL", "KILN_NATS_CA")

    def test_a_certificate_of_ours(self):
        server = self.tls_server(f'ca_file: "{self.authority.certificate}", verify: true')
        key, certificate = self.client_certificate("client")
        ours = {"KILN_NATS_CA": self.authority.certificate, "KILN_NATS_CERT": certificate,
                "KILN_NATS_KEY": key}
        self.assert_served(server.url, ours)
        self.assert_refused(server.url, {"KILN_NATS_CA": self.authority.certificate}, "connect to")

    def test_a_server_with_another_name_is_another_server(self):
        key, certificate = self.authority.sign("elsewhere", "DNS:nats.example")
        server = self.server(TLS.format(certificate=certificate, key=key, more=""))
        trusted = {"KILN_NATS_CA": self.authority.certificate}
        self.assert_refused(server.url, trusted, "SSL")
        self.assert_served(server.url, {**trusted, "KILN_NATS_SERVER_NAME": "nats.example"})

    def test_no_password_goes_to_a_server_without_tls(self):
        heard = []
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def listen():
                client, _ = listener.accept()
                with client:
                    client.sendall(b'INFO {"server_id":"x","version":"2.9.10","max_payload":1024}\r\n')
                    try:
                        heard.append(client.recv(4096))
                    except ConnectionResetError:
                        heard.append(b"")
            thread = threading.Thread(target=listen)
            thread.start()
            self.assert_refused(f"tls://me:{SECRET}@127.0.0.1:{listener.getsockname()[1]}", {},
                                "the server speaks no TLS")
            thread.join(10)
        self.assertEqual([b""], heard)

    def test_large_messages_and_many_at_once(self):
        server = self.tls_server()
        trusted = {"KILN_NATS_CA": self.authority.certificate}
        self.engine(server.url, {**trusted, "MAX_WORKERS": 2})
        large = self.file("large.py", f"# {'x' * 700_000}\nprint('y' * 200_000)\n")
        done = command("bench", "--jobs=60", "--in-flight=8", large,
                       settings={"NATSURL": server.url, **trusted})
        self.assertEqual(0, done.returncode, done.stderr.decode())

    def test_a_server_that_is_silent_in_the_middle_of_a_record_is_given_up(self):
        server = self.tls_server()
        relay = Relay(server.port)
        self.addCleanup(relay.close)
        trusted = {"KILN_NATS_CA": self.authority.certificate}
        # The connection for stored jobs would hear of the server first.
        kiln = self.engine(relay.url, {**trusted, "KILN_DURABLE": "off"})
        relay.stutter.set()
        lost = command("submit", self.program(), settings={"NATSURL": server.url, **trusted})
        self.assertEqual(1, lost.returncode)  # nobody else was there to take it
        self.assertIn("connection to NATS lost", kiln.log_text())
        self.assertEqual(2, kiln.log_text().count("connected to NATS"))
        self.assert_came_through(command("submit", self.program(), settings={
            "NATSURL": server.url, **trusted}))

    def test_a_server_that_is_silent_in_the_handshake_holds_nobody(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            connections = []

            def listen():
                try:
                    while True:
                        client, _ = listener.accept()
                        connections.append(client)
                        client.sendall(b'INFO {"server_id":"x","version":"2.9.10","tls_required":true,'
                                       b'"max_payload":1024}\r\n')
                except OSError:
                    pass
            thread = threading.Thread(target=listen, daemon=True)
            thread.start()
            url = f"tls://127.0.0.1:{listener.getsockname()[1]}"
            self.assert_refused(url, {}, "SSL")
            kiln = self.engine(url, wait_ready=False)
            eventually(lambda: "waiting for NATS" in kiln.log_text(), 30, "it gave the server up")
            self.assertEqual(0, kiln.stop(15))
            listener.shutdown(socket.SHUT_RDWR)
            for client in connections:
                client.close()


class SeveralServers(SecureCase):
    def test_the_next_one_is_taken_when_one_dies(self):
        authorization = f"authorization {{ user: me, password: {SECRET} }}"
        first, second = self.server(authorization), self.server(authorization)
        who = {"KILN_NATS_USER": "me", "KILN_NATS_PASSWORD": SECRET}
        both = f"{first.url}, {second.url}"
        kiln = self.engine(both, who)

        def connected_to():
            lines = [line for line in kiln.log_text().splitlines() if "connected to NATS" in line]
            return len(lines), first if str(first.port) in lines[-1] else second
        times, at = connected_to()
        self.assertEqual(1, times)
        at.kill()
        eventually(lambda: connected_to()[0] == 2, 15, "it is connected to the other")
        other = second if at is first else first
        self.assertIs(other, connected_to()[1])
        # The client, too, finds the one that lives.
        self.assert_came_through(command("submit", self.program(), settings={"NATSURL": both, **who}))


class Secrets(SecureCase):
    def assert_shows_none(self, pids):
        shown = {file: [processes.text_of(pid, file) for pid in pids] for file in ("environ", "cmdline")}
        for file, texts in shown.items():
            self.assertTrue(any(texts), f"nothing of {file} can be read here")
            for text in texts:
                self.assertNotIn("canary", text)

    def test_they_are_nowhere_in_proc_and_in_no_line(self):
        """Of the engine, its spawner, its containers' agents and what runs there."""
        server = self.server(f"authorization {{ user: me, password: {SECRET} }}")
        with_both = server.url.replace("//", f"//me:{SECRET}@")
        who = {"KILN_NATS_USER": "me", "KILN_NATS_PASSWORD": SECRET}
        program = self.file("sleeper.py", SLEEPER)
        collector = {"BETTERSTACKSOURCETOKEN": SECRET,
                     "BETTERSTACKUPLOADURL": f"http://canary@127.0.0.1:{free_port()}/"}
        for url, settings, words in ((server.url, {**who, **collector}, ()),
                                     (with_both, {}, ()), ("", {}, ("--nats-url", with_both))):
            with self.subTest(url=bool(url), words=bool(words)):
                kiln = self.engine(url, {**settings, "KILN_WARM": "python"}, words=words)
                client = subprocess.Popen(
                    [kiln_program(), "submit", program], stdout=subprocess.PIPE,
                    env=environment({"NATSURL": server.url, **who}))
                eventually(lambda: "sleeper" in [processes.text_of(pid, "comm")
                                                 for pid, _ in kiln.family()], 10, "it runs")
                family = [pid for pid, _ in kiln.family()]
                self.assertGreater(len(family), 4)  # engine, spawner, agent, cell, program
                self.assert_shows_none(family)
                output, _ = client.communicate(timeout=30)
                self.assertEqual(0, client.returncode)
                self.assertNotIn(b"canary", output)
                self.assertEqual(0, kiln.stop())
                self.assertNotIn("canary", kiln.log_text())

    def test_a_client_shows_none_while_it_waits(self):
        server = self.server(f"authorization {{ token: {SECRET} }}")
        self.engine(server.url, {"KILN_NATS_TOKEN": SECRET})
        program = self.file("slow.py", "import time\ntime.sleep(2)\nprint('it came through')\n")
        client = subprocess.Popen(
            [kiln_program(), "submit", f"--nats-url=nats://{SECRET}@127.0.0.1:{server.port}", program],
            stdout=subprocess.PIPE, env=environment({"BETTERSTACKSOURCETOKEN": SECRET}))
        eventually(lambda: "****" in processes.text_of(client.pid, "cmdline") and
                   "canary" not in processes.text_of(client.pid, "environ"), 5, "they are hidden")
        self.assert_shows_none([client.pid])
        self.assertEqual(b"it came through\n", client.communicate(timeout=30)[0])

    def test_kiln_serve_refuses_them_on_the_command_line(self):
        for flag in ("--nats-password", "--nats-token"):
            done = command("serve", flag, SECRET)
            self.assertEqual(1, done.returncode)
            self.assertIn(flag + "-file", done.stderr.decode())
            self.assertNotIn("canary", done.stderr.decode())


class WrongSettings(SecureCase):
    def test_each_is_told_with_what_to_do(self):
        key, certificate = self.client_certificate("client")
        other_key, _ = self.client_certificate("other")
        protected = os.path.join(self.folder, "protected.key")
        openssl("pkcs8", "-topk8", "-in", key, "-out", protected, "-passout", "pass:canary",
                "-v2", "aes-256-cbc")
        secret = self.file("secret", SECRET)
        cases = [
            ({"KILN_NATS_CA": "/no/such/file"}, ["KILN_NATS_CA", "/no/such/file"]),
            ({"KILN_NATS_CA": key}, ["KILN_NATS_CA", "BEGIN CERTIFICATE"]),
            ({"KILN_NATS_KEY": key}, ["KILN_NATS_KEY", "KILN_NATS_CERT"]),
            ({"KILN_NATS_CERT": certificate}, ["KILN_NATS_CERT", "KILN_NATS_KEY"]),
            ({"KILN_NATS_CERT": certificate, "KILN_NATS_KEY": other_key},
             ["KILN_NATS_KEY", "does not belong to the certificate"]),
            ({"KILN_NATS_CERT": certificate, "KILN_NATS_KEY": protected},
             ["KILN_NATS_KEY", "pass phrase"]),
            ({"KILN_NATS_CERT": certificate, "KILN_NATS_KEY": secret},
             ["KILN_NATS_KEY", "BEGIN PRIVATE KEY"]),
            ({"KILN_NATS_USER": "me"}, ["KILN_NATS_USER", "KILN_NATS_PASSWORD"]),
            ({"KILN_NATS_PASSWORD": SECRET}, ["KILN_NATS_USER"]),
            ({"KILN_NATS_TOKEN": SECRET, "KILN_NATS_USER": "me", "KILN_NATS_PASSWORD": SECRET},
             ["KILN_NATS_TOKEN", "KILN_NATS_USER", "keep one"]),
            ({"KILN_NATS_NKEY": secret}, ["KILN_NATS_NKEY", "no seed"]),
            ({"KILN_NATS_CREDS": secret}, ["KILN_NATS_CREDS", "no JWT"]),
        ]
        for settings, parts in cases:
            with self.subTest(settings):
                self.assert_refused("nats://127.0.0.1:9", settings, *parts)
                done = command("serve", settings=settings)
                self.assertEqual(1, done.returncode)
                for part in parts:
                    self.assertIn(part, done.stderr.decode())
                self.assertNotIn("canary", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
