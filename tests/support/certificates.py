"""Certificates of a test's own, made by the openssl command."""

import os
import subprocess


def openssl(*words, stdin=b""):
    done = subprocess.run(["openssl", *words], input=stdin, capture_output=True, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(words)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


class Authority:
    """Signs certificates; everything lies in `folder`."""

    def __init__(self, folder, name):
        self._folder = folder
        self.key, self.certificate = self._paths(name)
        openssl("req", "-x509", "-newkey", "ed25519", "-noenc", "-keyout", self.key,
                "-out", self.certificate, "-subj", f"/CN={name}", "-days", "2")

    def _paths(self, name):
        return (os.path.join(self._folder, f"{name}.key"), os.path.join(self._folder, f"{name}.pem"))

    def sign(self, name, names="DNS:localhost,IP:127.0.0.1"):
        """The paths (key, certificate) of somebody with these names."""
        key, certificate = self._paths(name)
        request = openssl("req", "-newkey", "ed25519", "-noenc", "-keyout", key,
                          "-subj", f"/CN={name}", "-addext", f"subjectAltName={names}")
        signed = openssl("x509", "-req", "-CA", self.certificate, "-CAkey", self.key, "-days", "2",
                         "-CAcreateserial", "-copy_extensions", "copy", stdin=request)
        with open(certificate, "wb") as file:
            file.write(signed)
        return key, certificate
