"""How the service reaches other servers: certificates and proxy as the settings say, whatever the environment says."""

import requests

from cds_service.settings import Settings


def configure_outbound(session: requests.Session, settings: Settings) -> None:
    """Let a session use the certificates and the proxy of the settings alone."""
    # Proxies, certificates and passwords of the environment would change whom we ask, and what we send.
    session.trust_env = False
    session.verify = settings.ca_bundle or True
    session.cert = settings.client_cert or None
    session.proxies = {"http": settings.outbound_proxy, "https": settings.outbound_proxy}
