"""A site with local codes and units: its files, and a result of its laboratory."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from tests.cds_service.calls import PATIENT_ID

LABORATORY = "urn:oid:2.999.7"
RESULT = {
    "resourceType": "Observation",
    "id": "leukocytes",
    "status": "final",
    "code": {"coding": [{"system": LABORATORY, "code": "LEUKO", "display": "Leukozyten"}]},
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "effectiveDateTime": "2024-06-10",
    "valueQuantity": {"value": 12.5, "unit": "Tsd./µl"},
}


class SiteFiles(NamedTuple):
    """The files of a site."""

    concept_map: Path
    local_units: Path

    @property
    def settings(self) -> dict[str, Any]:
        """The settings with these files."""
        return {"concept_maps": (str(self.concept_map),), "local_units": str(self.local_units)}


def concept_map(**targets: str) -> dict[str, Any]:
    """A ConceptMap from local codes to LOINC."""
    rows = [{"code": code, "target": [{"code": loinc, "equivalence": "equivalent"}]} for code, loinc in targets.items()]
    group = {"source": LABORATORY, "target": "http://loinc.org", "element": rows}
    return {"resourceType": "ConceptMap", "status": "active", "group": [group]}


def write_site_files(folder: Path, **targets: str) -> SiteFiles:
    """Write the files of a site; without targets, the map has the code of RESULT."""
    files = SiteFiles(folder / "laboratory.json", folder / "units.csv")
    files.concept_map.write_text(json.dumps(concept_map(**(targets or {"LEUKO": "6690-2"}))), "utf-8")
    files.local_units.write_text("spelling,ucum\nTsd./µl,10*3/uL\n", "utf-8-sig")
    return files
