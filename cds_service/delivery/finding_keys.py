"""The keys by which a finding and its evidence are recognized when the chart is opened again.

The keys are hashes with a key of the site: who has them learns nothing of the patient.
"""

from collections.abc import Callable, Mapping
from typing import Any

Document = Mapping[str, Any]
MakeKey = Callable[..., str]
"""Makes a keyed hash of texts, the first of which says of what kind they are."""

MUTATION = "ABL1 mutation"
OPEN_DOUBTS = frozenset({"open", "pending", "standing"})


def add_keys(document: Document, make_key: MakeKey, *patient: str) -> dict[str, Any]:
    """Return an assessment with the keys of its finding and evidence. ``patient``: issuer, tenant and id."""
    recommendation = {
        **document["recommendation"],
        "findingKey": build_finding_key(document, make_key, *patient),
        "evidenceKey": build_evidence_key(document, make_key, *patient),
    }
    return {**document, "recommendation": recommendation}


def build_finding_key(document: Document, make_key: MakeKey, *patient: str) -> str:
    """Build the key of a finding: it has no date and no value, so that a new result alone does not change it."""
    return make_key("finding", *patient, *_describe_finding(document))


def build_evidence_key(document: Document, make_key: MakeKey, *patient: str) -> str:
    """Build the key of a finding with the day and the reference of each result that it cites."""
    cited = sorted(f"{item['reference']} {item['on']}" for item in document.get("evidence", []))
    return make_key("evidence", *patient, *_describe_finding(document), *cited)


def _describe_finding(document: Document) -> list[str]:
    statuses = {criterion["id"]: criterion["status"] for criterion in document.get("criteria", [])}
    recommendation = document["recommendation"]
    because = recommendation.get("because", [])
    return [
        recommendation["action"],
        *sorted(f"because {ground} {statuses.get(ground, '')}" for ground in because),
        *sorted(f"blocks {item['code']}" for item in document.get("precautions", []) if item["blocks"]),
        *sorted({f"mutation {text}" for text in _list_mutations(document)}),
        *sorted({f"fact {item['code']}" for item in document.get("reviewFacts", [])}),
        *sorted({f"doubt {item['what']}" for item in document.get("setAside", []) if _is_doubt(item)}),
    ]


def _list_mutations(document: Document) -> list[str]:
    evidence = document.get("evidence", [])
    return [item.get("reported", "") for item in evidence if item["what"] == MUTATION]


def _is_doubt(item: Mapping[str, Any]) -> bool:
    return item.get("doubt") in OPEN_DOUBTS and "what" in item
