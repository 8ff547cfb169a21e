"""Which hosts this server answers for. What it says of itself comes from the settings alone."""

from urllib.parse import urlsplit

from starlette.types import Scope

from app.errors import BadRequest, Misdirected, Problem

THIS_MACHINE = {"127.0.0.1", "[::1]", "localhost"}
FOR_OPERATORS = {"/healthz", "/readyz", "/metrics"}
"""What a balancer or a collector asks for by the machine's address."""


def name_of(host: str) -> str:
    """Without its port, in small letters: `debrief.example`, `[::1]`."""
    name = host.strip().lower()
    if not name.endswith("]"):
        name = name.rpartition(":")[0] or name
    return name.removesuffix(".")


class Hosts:
    """Beyond this point, a request has asked for the public address, whatever it did ask for."""

    def __init__(self, public_url: str, others: str, *, any_host: bool) -> None:
        public = urlsplit(public_url)
        self.any_host = any_host
        self.names = {name_of(host) for host in (public.netloc, *others.split(",")) if host.strip()}
        if self.names & THIS_MACHINE:
            self.names |= THIS_MACHINE
        self.public_host = (b"host", public.netloc.encode())
        self.scheme = public.scheme

    def refusal(self, scope: Scope) -> Problem | None:
        """Why this request is not for us, if it is not; else it is given the public address."""
        headers = scope["headers"]
        asked = [value for name, value in headers if name == b"host"]
        if len(asked) > 1:
            return BadRequest("The request names more than one host.")
        known = self.any_host or scope["path"] in FOR_OPERATORS
        if not known and (not asked or name_of(asked[0].decode("latin-1")) not in self.names):
            return Misdirected()
        scope["headers"] = [header for header in headers if header[0] != b"host"]
        scope["headers"].append(self.public_host)
        scope["scheme"] = self.scheme
        return None
