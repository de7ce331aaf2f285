"""The table of assessments: its columns, each with its type, its meaning, and how it is read of an assessment.

The Parquet file, its data dictionary and the report all come from this list.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa

from cards import CRITERION_NAMES
from cds_service.population.characteristics import (
    RESULTS,
    Selected,
    find_latest,
    find_months_to_treatment,
    has_additional_abnormality,
)
from cds_service.population.patient import AssessedPatient
from response_criteria.model.amounts import Amount
from response_criteria.model.assessment import Assessment
from response_criteria.model.history import Doubt, ExcludedData
from response_criteria.model.periods import months_between

TEXT, TEXTS, DAY, NUMBER, COUNT = pa.string(), pa.list_(pa.string()), pa.date32(), pa.float64(), pa.int32()
UNKNOWN_SUBJECT = "unknown"


class Column(NamedTuple):
    """A column of the table."""

    name: str
    type: pa.DataType
    description: str
    read: Callable[[AssessedPatient], Any]


def name_criterion(criterion_id: str) -> str:
    """Return the name of the column with the status of a criterion."""
    return criterion_id.partition("/")[2].replace("-", "_")


def _list_doubt_kinds(assessment: Assessment) -> list[str]:
    doubts = ((kind, data.subject or UNKNOWN_SUBJECT) for data, kind in assessment.doubts.items())
    return sorted({f"{kind}: {subject}" for kind, subject in doubts if kind is not Doubt.NONE})


def list_excluded(assessment: Assessment) -> list[ExcludedData]:
    """List the data that were recognized, could not be used, and were not withdrawn."""
    return [data for data in assessment.excluded_data if not data.withdrawn]


def _to_float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _read_months(assessment: Assessment) -> int | None:
    started_on = assessment.therapy.started_on
    return None if started_on is None else months_between(started_on, assessment.as_of)


def _read_age(assessment: Assessment) -> int | None:
    born = assessment.person.birth_date
    return months_between(born.earliest, assessment.as_of) // 12 if born else None


def _read_status(criterion_id: str, assessment: Assessment) -> str | None:
    statuses = (finding.status for finding in assessment.findings if finding.criterion.id == criterion_id)
    return next(map(str, statuses), None)


def _list_missing(assessment: Assessment) -> list[str]:
    return sorted({missing.code for finding in assessment.findings for missing in finding.missing})


def _list_precautions(assessment: Assessment, *, blocks: bool) -> list[str]:
    return sorted({str(item.code) for item in assessment.precautions if item.blocks is blocks})


def _format(amount: Amount | None) -> str | None:
    return None if amount is None else str(amount)


def _list_criteria() -> Iterator[Column]:
    for criterion_id, name in CRITERION_NAMES.items():
        yield Column(
            name_criterion(criterion_id),
            TEXT,
            f"status of the criterion {name}: met, possible, not-met, not-yet, indeterminate or not-applicable",
            _of_assessment(partial(_read_status, criterion_id)),
        )


def _list_results() -> Iterator[Column]:
    for name, (what, select) in RESULTS.items():
        yield Column(name, NUMBER, f"latest {what}", partial(_read_latest, select))


def _read_latest(select: Selected, patient: AssessedPatient) -> float | None:
    return find_latest(patient.history, patient.assessment.as_of, select)


def _of_assessment(read: Callable[[Assessment], Any]) -> Callable[[AssessedPatient], Any]:
    return lambda patient: read(patient.assessment)


def _read_recommendation(assessment: Assessment) -> str:
    return str(assessment.recommendation.action)


# fmt: off
COLUMNS = (
    Column("as_of", DAY, "the day of the assessment", lambda item: item.assessment.as_of),
    Column("rule_set", TEXT, "the edition of the rules",
           lambda item: f"{item.assessment.rule_set.id} {item.assessment.rule_set.version}"),
    Column("applicability", TEXT, "whether the protocol applies: applicable, not-applicable or unknown",
           lambda item: str(item.assessment.applicability.status)),
    Column("applicability_reasons", TEXTS, "codes of why it does not apply, or why that is not known",
           lambda item: sorted({str(reason.code) for reason in item.assessment.applicability.reasons})),
    Column("action", TEXT, "the recommended action; continue and none open no card",
           _of_assessment(_read_recommendation)),
    Column("because", TEXTS, "ids of what led to the action",
           lambda item: list(item.assessment.recommendation.grounds)),
    Column("from_daily_dose_mg", NUMBER, "daily dose before the recommended step, in mg",
           lambda item: _to_float(item.assessment.recommendation.from_daily_dose_mg)),
    Column("to_daily_dose_mg", NUMBER, "daily dose of the recommended step, in mg",
           lambda item: _to_float(item.assessment.recommendation.to_daily_dose_mg)),
    *_list_criteria(),
    Column("missing", TEXTS, "codes of the data that a criterion lacks", _of_assessment(_list_missing)),
    Column("blocking_precautions", TEXTS, "codes of the precautions that block a dose escalation",
           _of_assessment(partial(_list_precautions, blocks=True))),
    Column("warning_precautions", TEXTS, "codes of the precautions that only warn",
           _of_assessment(partial(_list_precautions, blocks=False))),
    Column("treatment_started_on", DAY, "first documented day of this treatment with imatinib",
           lambda item: item.assessment.therapy.started_on),
    Column("months_on_treatment", COUNT, "whole months from that day to the day of the assessment",
           _of_assessment(_read_months)),
    Column("current_daily_dose_mg", NUMBER, "current daily dose of imatinib in mg; empty where it is unknown",
           lambda item: _to_float(item.assessment.therapy.current_daily_dose_mg)),
    Column("dose_escalated_on", DAY, "the day of the last dose escalation",
           lambda item: item.assessment.therapy.escalated_on),
    Column("hematologic_response", TEXT, "complete, partial, none or unknown",
           lambda item: str(item.assessment.responses.hematologic.status)),
    Column("cytogenetic_response", TEXT, "complete, partial, minor, none or unknown",
           lambda item: str(item.assessment.responses.cytogenetic.status)),
    Column("bcr_abl1_on", DAY, "the day of the latest BCR::ABL1", lambda item: item.assessment.responses.molecular.on),
    Column("bcr_abl1_percent_is", TEXT, "the latest BCR::ABL1 in % on the International Scale, or its bound",
           lambda item: _format(item.assessment.responses.molecular.percent_is)),
    Column("sex", TEXT, "administrative sex as recorded", lambda item: str(item.assessment.person.sex)),
    Column("age", COUNT, "age in whole years on the day of the assessment", _of_assessment(_read_age)),
    Column("doubts", TEXTS, "doubts: pending, standing or open, and what the data are about that leave them",
           _of_assessment(_list_doubt_kinds)),
    Column("months_from_diagnosis_to_treatment", COUNT, "whole months from the diagnosis of CML to treatment",
           lambda item: find_months_to_treatment(item.history, item.assessment.therapy.started_on)),
    *_list_results(),
    Column("additional_abnormality", pa.bool_(), "whether the latest karyotype shows a clonal change besides Ph",
           lambda item: has_additional_abnormality(item.history)),
    Column("unread", TEXTS, "keys of the queries that gave nothing, or not everything",
           lambda item: sorted({query.key for query in item.assessment.unavailable_queries})),
)
# fmt: on

PATIENT = pa.field(
    "patient", TEXT, metadata={"description": "pseudonym of the patient, or the id where that was chosen"}
)
SCHEMA = pa.schema(
    [PATIENT, *(pa.field(column.name, column.type, metadata={"description": column.description}) for column in COLUMNS)]
)
"""The schema of the Parquet file; each column carries its description."""


def build_row(name: str, patient: AssessedPatient) -> tuple[Any, ...]:
    """Build the row of a patient, in the order of the schema."""
    return (name, *(column.read(patient) for column in COLUMNS))


def format_data_dictionary(schema: pa.Schema = SCHEMA) -> str:
    """Format the columns with their types and meanings as a table in Markdown."""
    lines = ["| Column | Type | Meaning |", "| --- | --- | --- |"]
    lines += [f"| {field.name} | {field.type} | {field.metadata[b'description'].decode()} |" for field in schema]
    return "\n".join(lines) + "\n"
