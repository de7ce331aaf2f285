"""The base URL of a FHIR server, and which URLs belong to it.

URLs come from outside: from the call, from page links, from redirects. They are split by the parser that the HTTP
client itself uses and put together again from the parts, so that this check and the request cannot see different hosts.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

PORTS = {"http": 80, "https": 443}


class InvalidUrlError(ValueError):
    """Text that is not an http(s) URL of a server. The message does not repeat the text."""


@dataclass(frozen=True, slots=True)
class FhirBaseUrl:
    """The base URL of a FHIR server: its origin and the path that all its resources share."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, text: str) -> "FhirBaseUrl":
        """Parse the URL of ``fhirServer`` or of a setting. Raises InvalidUrlError."""
        url = _parse_url(text)
        if url.query:
            raise InvalidUrlError("the base URL of a FHIR server has no query")
        return cls(*_get_origin(url), path=(url.path or "").rstrip("/"))

    @property
    def is_https(self) -> bool:
        """Whether requests to this server are encrypted."""
        return self.scheme == "https"

    @property
    def is_loopback(self) -> bool:
        """Whether the server is on this machine."""
        # Names are not resolved: DNS is not under our control, so only "localhost" and IP addresses count.
        try:
            return self.host == "localhost" or ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    def resolve(self, link: str, *, seen_at: str = "") -> str | None:
        """Return the absolute URL of a link found at ``seen_at``, or None if it leaves this server."""
        # An id of dots would lead from a resource to its folder, or above it.
        if {".", ".."} & set(unquote(link.partition("?")[0]).split("/")):
            return None
        try:
            url = _parse_url(urljoin(seen_at or f"{self}/", link))
        except ValueError:
            return None
        path = url.path or ""
        is_below = path == self.path or path.startswith(f"{self.path}/")
        climbs = ".." in unquote(path).split("/")
        has_origin = _get_origin(url) == (self.scheme, self.host, self.port)
        return url.url if is_below and not climbs and has_origin else None

    def translate(self, link: str, known_as: "FhirBaseUrl") -> str | None:
        """Move a link from another base URL of the server to this one. Return None if it is not below that base."""
        known_url = known_as.resolve(link)
        if known_url is None:
            return None
        url = _parse_url(known_url)
        query = f"?{url.query}" if url.query else ""
        return f"{self}{(url.path or '').removeprefix(known_as.path)}{query}"

    def __str__(self) -> str:
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}"


def _parse_url(text: str) -> Url:
    try:
        url = parse_url(text)
    except LocationParseError:
        raise InvalidUrlError("not a URL") from None
    if url.scheme not in PORTS or not url.host:
        raise InvalidUrlError("not an http or https URL")
    # Credentials in a URL would be logged and forwarded; "trusted.example@evil.example" is also a disguise of the host.
    if url.auth:
        raise InvalidUrlError("the URL must not contain a user name")
    return Url(url.scheme, None, url.host, url.port, url.path, url.query)


def _get_origin(url: Url) -> tuple[str, str, int]:
    scheme, host = str(url.scheme), str(url.host)
    return scheme, host, url.port or PORTS[scheme]
