"""What the review packet needs and only the source has, as a file of its package."""

import json
from hashlib import sha256
from pathlib import Path

from response_criteria.publications.kantarjian2003 import CRITERIA
from scripts.handbook.decisions import DOCS, load_open_questions
from scripts.handbook.edition_text import write_edition_text
from scripts.handbook.examples import list_boundaries

MATERIAL = DOCS.parent / "cds_service" / "governance" / "review_packet" / "material.json"


def build_review_material() -> dict[Path, str]:
    """Build the file of the material."""
    material = {
        "fingerprint": sha256(write_edition_text().encode()).hexdigest(),
        "boundaries": {
            criterion.id: [{"claim": claim, "statuses": statuses} for claim, statuses in list_boundaries(criterion.id)]
            for criterion in CRITERIA
        },
        "questions": [
            {"question": question, "until_answered": until_answered, "specialist": specialist}
            for question, until_answered, specialist in load_open_questions()
        ],
    }
    return {MATERIAL: json.dumps(material, indent=2, ensure_ascii=False) + "\n"}
