"""A device that holds one passkey, asked as a browser would ask it (W3C WebAuthn, level 2)."""

from __future__ import annotations

import json
import os
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOME = "http://localhost"
Flag = AuthenticatorData.FLAG
NO_FLAG = Flag(0)


class Device:
    """Answers what the site asks; ``verifies`` is whether it saw a finger, a face or a PIN."""

    def __init__(self, *, origin=HOME, host="localhost", verifies=True):
        self.origin, self.host, self.verifies = origin, host, verifies
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.handle, self.count = os.urandom(32), "", 0

    def make(self, options):
        """Return a new passkey for the options on the page that adds one."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = self._data(Flag.AT, held)
        response = {
            "clientDataJSON": self._client("webauthn.create", asked["challenge"]),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return json.dumps(
            self._answer(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}
        )

    def answer(self, options):
        """Return the assertion that proves possession of the passkey."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data()
        signed = data + sha256(websafe_decode(client)).digest()
        response = {
            "clientDataJSON": client,
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(SHA256()))),
            "userHandle": self.handle,
        }
        return json.dumps(self._answer(response))

    def _answer(self, response):
        name = websafe_encode(self.id)
        return {
            "type": "public-key",
            "id": name,
            "rawId": name,
            "response": response,
            "clientExtensionResults": {},
        }

    def _client(self, kind, challenge):
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return websafe_encode(json.dumps(told).encode())

    def _data(self, more=NO_FLAG, held=b""):
        self.count += 1
        flags = Flag.UP | more | (Flag.UV if self.verifies else NO_FLAG)
        return AuthenticatorData.create(
            sha256(self.host.encode()).digest(), flags, self.count, held
        )
