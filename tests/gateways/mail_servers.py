"""Real mail servers on this machine: they accept, refuse, drop the line at any point, dawdle, or speak TLS."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from gateways.mail import Server


@dataclass
class Box:
    """What a server does at each step, and what it got."""

    on_mail: str = "250 OK"
    on_rcpt: str = "250 OK"
    on_data: str = "250 kept as 4711"
    drop: str = ""
    """At which step it hangs up: mail, rcpt, data, text (in the middle), after (the text is in, no answer comes)."""
    dawdle: float = 0.0
    """Seconds before the answer to the text."""
    got: list[Envelope] = field(default_factory=list)
    port: int = 0
    first: threading.Event = field(default_factory=threading.Event)
    """Set when the first e-mail is in."""
    signed_in: list[str] = field(default_factory=list)

    def server(self, **more: Any) -> Server:
        """How it is reached."""
        return Server(**{"host": "127.0.0.1", "port": self.port, "security": "none", "timeout": 2.0, **more})


class _Handler:
    def __init__(self, box: Box) -> None:
        self.box = box

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.box.drop == "mail":
            _hang_up(server)
        if self.box.on_mail.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.box.on_mail

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.box.drop == "rcpt":
            _hang_up(server)
        if self.box.on_rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.box.on_rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.box.on_data.startswith("2"):
            self.box.got.append(envelope)
            self.box.first.set()
        if self.box.dawdle:
            await asyncio.sleep(self.box.dawdle)
        if self.box.drop == "after":
            _hang_up(server)
        return self.box.on_data


class _Smtp(SMTP):
    box: Box

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if self.box.drop == "data":
            _hang_up(self)
            return
        if self.box.drop == "text":
            await self.push("354 go on")
            await self._reader.read(10)
            _hang_up(self)
            return
        await super().smtp_DATA(arg)


def _hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.abort()


class _Controller(Controller):
    def __init__(self, box: Box, **options: Any) -> None:
        self.box, self.options = box, options
        super().__init__(_Handler(box), hostname="127.0.0.1", port=0, ssl_context=options.pop("ssl_context", None))

    def factory(self) -> SMTP:
        made = _Smtp(self.handler, **{"enable_SMTPUTF8": True} | self.options)
        made.box = self.box
        return made

    def _trigger_server(self) -> None:
        """The first guest; by now the server knows its port."""
        assert isinstance(self.server, asyncio.Server)
        self.box.port = self.server.sockets[0].getsockname()[1]
        socket.create_connection(("127.0.0.1", self.box.port), timeout=5).close()


@contextmanager
def mail_server(box: Box | None = None, **options: Any) -> Iterator[Box]:
    """A server for the time of a test."""
    box = box or Box()
    controller = _Controller(box, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop(no_assert=True)


def signing_in(box: Box) -> dict[str, Any]:
    """Options of a server that wants the password `sesame`; it would rather have TLS, and warns."""

    def known(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: LoginPassword
    ) -> AuthResult:
        box.signed_in.append(auth_data.login.decode())
        return AuthResult(success=auth_data.password == b"sesame", handled=False)

    return {"authenticator": known, "auth_required": True, "auth_require_tls": False}


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 with its key, in one file."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of the tests")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def tls(path: Path) -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
