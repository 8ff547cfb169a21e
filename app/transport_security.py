"""Which connections leave this machine, and whether they are encrypted and checked."""

import os
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import parse_qs, unquote, urlsplit

VERIFIED = frozenset({"verify-ca", "verify-full"})
"""The values of `sslmode` with which nobody in between can pose as the database."""


@dataclass(frozen=True)
class SmtpServer:
    """A mail server, and how a connection to it is encrypted."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls_from_the_start: bool
    starttls_required: bool


def smtp_server(url: str) -> SmtpServer:
    """What `DEBRIEF_SMTP_URL` says. Raises `ValueError`.

    Off this machine nothing is said in clear text unless the address allows it: whoever sits in
    between could take STARTTLS out of what the server offers, and read passwords and links.
    """
    address = urlsplit(url)
    asked = parse_qs(address.query, keep_blank_values=True)
    tls_from_the_start = address.scheme == "smtps"
    starttls = asked.pop("starttls", ["required"])
    if asked or starttls not in (["required"], ["optional"]) or address.fragment:
        raise ValueError("may end in ?starttls=optional, and in nothing else")
    if tls_from_the_start and starttls == ["optional"]:
        raise ValueError("with smtps:// has TLS from the start: leave ?starttls=optional out")
    host = address.hostname or ""
    return SmtpServer(
        host=host,
        port=address.port or (465 if tls_from_the_start else 587),
        username=unquote(address.username) if address.username else None,
        password=unquote(address.password) if address.password else None,
        tls_from_the_start=tls_from_the_start,
        starttls_required=not (
            tls_from_the_start or starttls == ["optional"] or is_this_machine(host)
        ),
    )


def is_this_machine(host: str) -> bool:
    """Whether what is sent to that host never reaches a network."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def database_is_verified(url: str) -> bool:
    """Whether nobody on the way to the database can read along or pose as it."""
    address = urlsplit(url)
    asked = parse_qs(address.query)
    hosts = [
        host.removeprefix("[").partition("]")[0] if "]" in host else host.partition(":")[0]
        for host in address.netloc.rpartition("@")[2].split(",")
    ]
    hosts += [host for value in asked.get("host", []) for host in value.split(",")]
    if all(not host or unquote(host).startswith("/") or is_this_machine(host) for host in hosts):
        return True
    mode = asked.get("sslmode", [os.environ.get("PGSSLMODE", "")])[-1]
    return mode in VERIFIED
