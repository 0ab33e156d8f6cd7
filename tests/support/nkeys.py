"""Keys and JWTs of NATS, written independently of the ones inside Kiln: openssl has Ed25519, the
rest is base32 and a check sum (github.com/nats-io/nkeys, github.com/nats-io/jwt)."""

import base64
import binascii
import json
import os
import time

from support.certificates import openssl

_PREFIX = {"O": 14 << 3, "A": 0, "U": 20 << 3}
_SEED = 18 << 3
_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")  # before the 32 bytes of a key in DER


def _named(prefix, raw):
    body = bytes(prefix) + raw
    sum_ = binascii.crc_hqx(body, 0).to_bytes(2, "little")
    return base64.b32encode(body + sum_).decode().rstrip("=")


def _base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Key:
    """Of an (O)perator, an (A)ccount or a (U)ser."""

    def __init__(self, kind, folder):
        raw = os.urandom(32)
        self._file = os.path.join(folder, f"nkey-{kind}-{raw.hex()[:8]}.der")
        with open(self._file, "wb") as file:
            file.write(_PKCS8 + raw)
        public = openssl("pkey", "-inform", "DER", "-in", self._file, "-pubout",
                         "-outform", "DER")[-32:]
        prefix = _PREFIX[kind]
        self.public = _named([prefix], public)
        self.seed = _named([_SEED | prefix >> 5, (prefix & 31) << 3], raw)

    def sign(self, data):
        message = self._file + ".message"
        with open(message, "wb") as file:
            file.write(data)
        return openssl("pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", self._file,
                       "-in", message)

    def issue(self, subject, name, claims):
        """A JWT about another key, signed by this one."""
        head = _base64url(json.dumps({"typ": "JWT", "alg": "ed25519-nkey"}).encode())
        body = _base64url(json.dumps({
            "jti": os.urandom(16).hex(), "iat": int(time.time()), "iss": self.public, "name": name,
            "sub": subject, "nats": {"version": 2, **claims}}).encode())
        return f"{head}.{body}.{_base64url(self.sign(f'{head}.{body}'.encode()))}"


class Operator:
    """An operator with one account and one user: what a server and a client need to know."""

    def __init__(self, folder):
        operator, account, user = (Key(kind, folder) for kind in "OAU")
        limits = dict.fromkeys(("subs", "data", "payload"), -1)
        account_jwt = operator.issue(account.public, "jobs", {
            "type": "account", "default_permissions": {"pub": {}, "sub": {}},
            "limits": {**limits, **dict.fromkeys(("imports", "exports", "conn", "leaf"), -1),
                       "wildcards": True}})
        user_jwt = account.issue(user.public, "kiln", {
            "type": "user", "pub": {}, "sub": {}, **limits})
        operator_jwt = operator.issue(operator.public, "test", {"type": "operator"})
        self.server_config = (f"operator: {operator_jwt}\nresolver: MEMORY\n"
                              f"resolver_preload: {{ {account.public}: {account_jwt} }}\n")
        self.seed = user.seed
        self.credentials = (
            f"-----BEGIN NATS USER JWT-----\n{user_jwt}\n------END NATS USER JWT------\n\n"
            f"-----BEGIN USER NKEY SEED-----\n{user.seed}\n------END USER NKEY SEED------\n")
