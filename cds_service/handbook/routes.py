"""The pages of the handbook. They hold no patient data, and need no token."""

from collections.abc import Sequence
from http import HTTPStatus
from importlib.resources import files

from flask import Blueprint, Response, abort, request

MEDIA_TYPES = {"html": "text/html", "json": "application/json"}
NOTHING_FROM_ELSEWHERE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
FIRST_PAGE = "index"


def locate_handbook(public_urls: Sequence[str]) -> str:
    """Return the address of the handbook for links on cards; empty where the service has no https address."""
    public_url = public_urls[0].rstrip("/") if public_urls else ""
    return f"{public_url}/handbook/" if public_url.startswith("https://") else ""


def create_handbook_routes() -> Blueprint:
    """Create the routes of the handbook. Its pages are read at once: they change only with the program."""
    pages = {
        page.name: page.read_bytes() for page in (files("cds_service.handbook") / "pages").iterdir() if page.is_file()
    }
    routes = Blueprint("handbook", __name__)

    @routes.get("/handbook/")
    @routes.get("/handbook/<name>")
    def show_page(name: str = FIRST_PAGE) -> Response:
        file = name if "." in name else f"{name}.html"
        if file not in pages:
            abort(HTTPStatus.NOT_FOUND)
        response = Response(pages[file], mimetype=MEDIA_TYPES[file.rpartition(".")[2]])
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Security-Policy"] = NOTHING_FROM_ELSEWHERE
        response.add_etag()
        response.make_conditional(request)
        return response

    return routes
