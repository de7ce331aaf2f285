"""The judge of patients, whatever engine brings their lines: one row of the output for each patient with a sign."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cds_service import decimal_json
from cds_service.population.canonical import digest_assessment
from cds_service.population.deidentify import deidentify
from cds_service.population.patient import AssessedPatient, Terms, assess_patient
from cds_service.population.pseudonyms import make_pseudonym
from cds_service.population.table import SCHEMA, UNKNOWN_SUBJECT, build_row, list_excluded

DOCUMENT, DIGEST, DOUBTS = "_document", "_digest", "_doubts"
DOUBT = pa.struct([(name, pa.string()) for name in ("subject", "code", "unit", "reason")])
JUDGED = pa.schema([*SCHEMA, (DOCUMENT, pa.binary()), (DIGEST, pa.binary()), (DOUBTS, pa.list_(DOUBT))])
"""The row of a patient: the columns of the table, the document as it is written, its digest, and the doubts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Judges patients, and names them in the output by pseudonyms of a key, or by their ids."""

    terms: Terms
    key: bytes
    with_words: bool = False
    with_ids: bool = False

    def judge(self, patient_id: str, lines: Iterable[bytes]) -> tuple[Any, ...] | None:
        """Return the row of a patient; None without a sign of CML."""
        assessed = assess_patient(patient_id, lines, self.terms)
        return self._build_row(patient_id, assessed) if assessed else None

    def _build_row(self, patient_id: str, assessed: AssessedPatient) -> tuple[Any, ...]:
        pseudonym = make_pseudonym(self.key, patient_id)
        document = deidentify(assessed.document, pseudonym, with_words=self.with_words, with_ids=self.with_ids)
        text = decimal_json.encode_utf8(decimal_json.write(document))
        name = patient_id if self.with_ids else pseudonym
        return (*build_row(name, assessed), text, digest_assessment(assessed.document), _list_doubts(assessed))


def _list_doubts(assessed: AssessedPatient) -> list[dict[str, str]]:
    """List what could not be used, each kind once: for the report, which counts patients."""
    doubts = {
        (str(data.subject or UNKNOWN_SUBJECT), data.code, data.unit, data.reason)
        for data in list_excluded(assessed.assessment)
    }
    return [dict(zip(DOUBT.names, doubt, strict=True)) for doubt in sorted(doubts)]
