"""The address of a FHIR server, and what lies under it.

Addresses come from outside: from the call, from a page's link, from a redirect. They are taken apart by the parser that
the HTTP client itself uses, and put together again from its parts, so that nobody can mean one host here and another
host there.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

PORTS = {"http": 80, "https": 443}


class NotAnAddress(ValueError):
    """Text that is not the http(s) address of a server. Does not repeat it."""


@dataclass(frozen=True, slots=True)
class FhirAddress:
    """The base of a FHIR server: its origin, and the path under which all that belongs to it lies."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, text: str) -> "FhirAddress":
        """The address that ``fhirServer`` or a setting gives. Raises NotAnAddress."""
        url = _parsed(text)
        if url.query:
            raise NotAnAddress("the address of a FHIR server has no query")
        return cls(*_origin(url), path=(url.path or "").rstrip("/"))

    @property
    def is_https(self) -> bool:
        """Whether what is sent there is encrypted."""
        return self.scheme == "https"

    @property
    def is_loopback(self) -> bool:
        """Whether it names this machine. Names are not resolved: only ``localhost`` and addresses count."""
        try:
            return self.host == "localhost" or ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    def under(self, link: str, *, seen_at: str = "") -> str | None:
        """The full address of a link found at ``seen_at``, or None where it leaves this server."""
        try:
            url = _parsed(urljoin(seen_at or f"{self}/", link))
        except ValueError:
            return None
        path = url.path or ""
        within = path == self.path or path.startswith(f"{self.path}/")
        climbs = ".." in unquote(path).split("/")
        return url.url if within and not climbs and _origin(url) == (self.scheme, self.host, self.port) else None

    def translated(self, link: str, known_as: "FhirAddress") -> str | None:
        """A link under another address of this server, as it is under this one; None where it is not under it."""
        there = known_as.under(link)
        if there is None:
            return None
        url = _parsed(there)
        query = f"?{url.query}" if url.query else ""
        return f"{self}{(url.path or '').removeprefix(known_as.path)}{query}"

    def __str__(self) -> str:
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}"


def _parsed(text: str) -> Url:
    try:
        url = parse_url(text)
    except LocationParseError:
        raise NotAnAddress("not an address") from None
    if url.scheme not in PORTS or not url.host:
        raise NotAnAddress("not an http or https address")
    if url.auth:
        raise NotAnAddress("an address carries no user name")
    return Url(url.scheme, None, url.host, url.port, url.path, url.query)


def _origin(url: Url) -> tuple[str, str, int]:
    scheme, host = str(url.scheme), str(url.host)
    return scheme, host, url.port or PORTS[scheme]
