"""Who asks, behind proxies that we know: what they say, and never what the client itself wrote."""

from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from starlette.types import Scope

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
WIDEST = {4: 16, 6: 48}
"""The shortest prefix of a network of proxies: whoever is in a wider one is not a proxy."""
MAPPED_BITS = 96
"""Of an IPv6 address that stands for an IPv4 one."""


def network_in(words: str) -> Network:
    """An address or a network, of IPv4 where it is IPv4 written as IPv6. Raises `ValueError`."""
    network = ip_network(words.strip())
    if isinstance(network, IPv6Network) and network.prefixlen >= MAPPED_BITS:
        mapped = network.network_address.ipv4_mapped
        if mapped is not None:
            return IPv4Network((mapped, network.prefixlen - MAPPED_BITS))
    return network


def address_in(words: str) -> Address | None:
    """Of `1.2.3.4`, `1.2.3.4:567`, `2001:db8::1`, `[2001:db8::1]:567`, in quotes or not; IPv4 where
    it is IPv4 written as IPv6. None where it is anything else, such as `unknown`."""
    words = words.strip().strip('"')
    if words.startswith("["):
        words = words[1:].partition("]")[0]
    elif words.count(":") == 1:
        words = words.partition(":")[0]
    try:
        address = ip_address(words.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class ClientAddress:
    """Reads `X-Forwarded-For` from the right: each proxy adds whom it was asked by."""

    def __init__(self, trusted_proxies: str, hops: int) -> None:
        self.networks = [network_in(words) for words in trusted_proxies.split(",")]
        self.hops = hops
        self.read = lru_cache(maxsize=4096)(self.read_peer)

    def read_peer(self, host: str) -> tuple[str, bool]:
        """The address that the socket is connected to, and whether it is a proxy of ours."""
        address = address_in(host)
        if address is None:
            return host, False  # a socket without addresses
        return str(address), any(address in network for network in self.networks)

    def note(self, scope: Scope) -> None:
        """Sets the scope's client."""
        if scope["client"] is None:
            return
        host, port = scope["client"]
        peer, is_proxy = self.read(host)
        if is_proxy and self.hops:
            said = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
            client = self.named_in(b",".join(said)) if said else None
            if client is not None:
                peer, port = str(client), 0
        scope["client"] = (peer, port)

    def named_in(self, header: bytes) -> Address | None:
        """As many entries from the right as there are proxies; with fewer, no proxy further out was
        asked, and the first was written by one of ours all the same."""
        entries = header.decode("latin-1").rsplit(",", self.hops)[-self.hops :]
        return address_in(entries[0])
