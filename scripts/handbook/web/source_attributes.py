"""The source attributes with their values filled in from the rules."""

import json
import tomllib
from pathlib import Path
from typing import Any

from cards.wordings.limits import LIMITS
from response_criteria.model.citation import Work
from response_criteria.publications import PUBLICATIONS
from response_criteria.publications.kantarjian2003 import EDITION
from response_criteria.results.doubts import PREGNANCY_MONTHS

FILE = Path(__file__).resolve().parents[3] / "cds_service" / "handbook" / "source_attributes.toml"
PLACE = "45 CFR 170.315(b)(11)(iv)(A)"


def load_attributes() -> list[dict[str, Any]]:
    """Load the attributes, their values filled in; that of the citation has the works with their addresses too."""
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))["attribute"]
    works = {decides: _list_works(decides=decides) for decides in (True, False)}
    values = {
        "deciding": "; ".join(work.label for work in works[True]),
        "shown": "; ".join(
            work.label for work in works[False] if work.url not in {deciding.url for deciding in works[True]}
        ),
        "dates": f"Edition {EDITION.version} of {EDITION.dated}, {'' if EDITION.released else 'not yet '}released.",
        "PREGNANCY_FROM": str(PREGNANCY_MONTHS.start // 12),
        "PREGNANCY_TO": str(PREGNANCY_MONTHS.stop // 12 - 1),
        **LIMITS,
    }
    attributes = [{**row, "value": row["value"].format_map(values)} for row in rows]
    cited = dict.fromkeys((*works[True], *works[False]))
    attributes[0]["works"] = [{"label": work.label, "url": work.url} for work in cited]
    return attributes


def _list_works(*, decides: bool) -> list[Work]:
    works = (publication.work for publication in PUBLICATIONS if publication.decides is decides)
    return list(dict.fromkeys(works))


def format_attributes(attributes: list[dict[str, Any]]) -> str:
    """Return the attributes as JSON."""
    document = {
        "place": PLACE,
        "ruleSet": {"id": EDITION.id, "version": EDITION.version},
        "kind": "evidence-based decision support",
        "attributes": attributes,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
