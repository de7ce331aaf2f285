"""A sentence that names a limit names the one that decides: a reader takes it for the reason."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from cards.wordings.applicability import REASONS
from cards.wordings.context import STATEMENTS
from cards.wordings.criteria import FINDINGS, REMARKS
from cards.wordings.precautions import PRECAUTIONS
from cards.wordings.responses import TOXICITY
from response_criteria.assessment.applicability import ADULT_MONTHS, NotApplicable, Unknown
from response_criteria.precautions.reasons import Reason as Weighed
from response_criteria.precautions.supply import POORLY_COVERED
from response_criteria.precautions.treatment import GROWTH_FACTOR_DAYS
from response_criteria.publications.eln2013.confirmed_loss import ONE_OF_THEM
from response_criteria.publications.eln2020.advanced_phase import (
    BASOPHILS,
    BLAST_PHASE,
    BLASTS,
    BLASTS_AND_PROMYELOCYTES,
    PLATELETS_TO_MENTION,
)
from response_criteria.publications.kantarjian2003.hematologic_findings import LEUKOCYTES_ALONE
from response_criteria.publications.kantarjian2003.interpretations import RISE_POINTS, RUN_DAYS
from response_criteria.publications.kantarjian2003.reasons import Reason as Found
from response_criteria.publications.study110.hematologic import LEUKOCYTES
from response_criteria.publications.us_label.doses import RENAL_MAXIMUM
from response_criteria.publications.us_label.holding import NEUTROPHILS_TOO_FEW, PLATELETS_TOO_FEW
from response_criteria.publications.us_label.responses import MAJOR_CYTOGENETIC_RESPONSE
from response_criteria.publications.who2016.phases import BLASTS_OF_ACCELERATED_PHASE, BLASTS_OF_BLAST_PHASE
from response_criteria.rules.bands import Band
from response_criteria.treatment.courses import EARLIER_DISEASE_DAYS
from response_criteria.treatment.current_tki import SUPPLY_MAY_LAST_DAYS

NUMBER = re.compile(r"(?<![\w.:])\d+(?:\.\d+)?(?!\w)")
IN_A_NAME = re.compile(r"\{\w+\}|study 110|definition of 2013|circumstance 1|from 20% to 40%")
"""Values to be filled in, names, and a patient of the paper."""


def _from(band: Band) -> Decimal:
    assert band.floor is not None
    return band.floor


def _below(band: Band) -> Decimal:
    assert band.ceiling is not None
    return band.ceiling


LIMITS: Mapping[str, tuple[Decimal | int, ...]] = {
    # criteria
    Found.START_UNCERTAIN: (EARLIER_DISEASE_DAYS,),
    Found.PH_NEGATIVE: (0,),
    Found.MAJOR_RESPONSE_LOST: (RISE_POINTS,),
    Found.PH_RISE: (RISE_POINTS,),
    Found.PH_RISE_TOO_SHORT: (RUN_DAYS,),
    Found.PH_RISE_FEW_METAPHASES: (RISE_POINTS,),
    Found.PH_RISE_METAPHASES_UNKNOWN: (RISE_POINTS,),
    Found.NO_RISE: (RISE_POINTS,),
    Found.NO_RISE_POSSIBLE: (RISE_POINTS,),
    "leukocytes_alone": (_below(LEUKOCYTES.band), _below(LEUKOCYTES_ALONE)),
    # precautions
    Weighed.BLASTS_IN_BLOOD: (_from(BLASTS.band),),
    Weighed.BLASTS_AND_PROMYELOCYTES_IN_BLOOD: (_from(BLASTS_AND_PROMYELOCYTES.band),),
    Weighed.BASOPHILS_IN_BLOOD: (_from(BASOPHILS.band),),
    Weighed.BLASTS_IN_MARROW: (_from(BLASTS.band),),
    Weighed.BLASTS_AND_PROMYELOCYTES_IN_MARROW: (_from(BLASTS_AND_PROMYELOCYTES.band),),
    Weighed.FEW_NEUTROPHILS: (_below(NEUTROPHILS_TOO_FEW),),
    Weighed.PERHAPS_FEW_NEUTROPHILS: (_below(NEUTROPHILS_TOO_FEW),),
    Weighed.FEW_PLATELETS: (_below(PLATELETS_TOO_FEW),),
    Weighed.PERHAPS_FEW_PLATELETS: (_below(PLATELETS_TOO_FEW),),
    Weighed.NO_STEP_IN_RENAL_FAILURE: (_below(RENAL_MAXIMUM[-1].clearance),),
    Weighed.GROWTH_FACTOR_GIVEN: (GROWTH_FACTOR_DAYS,),
    Weighed.POORLY_SUPPLIED: (_below(POORLY_COVERED),),
    # after a raise
    "neutropenia": (_below(NEUTROPHILS_TOO_FEW),),
    "thrombocytopenia": (_below(PLATELETS_TOO_FEW),),
    # label and guidance; in whole per cent a stretch ends one below its limit
    "eln2013/confirmed-loss-of-mmr failure": (_from(ONE_OF_THEM),),
    "eln2020/phase accelerated": (
        _from(BLASTS.band),
        _from(BLAST_PHASE.band) - 1,
        _from(BLASTS_AND_PROMYELOCYTES.band),
        _from(BASOPHILS.band),
    ),
    "eln2020/phase blast": (_from(BLAST_PHASE.band),),
    "eln2020/phase accelerated-or-blast": (_from(BLAST_PHASE.band),),
    "eln2020/low-platelets mentioned": (_below(PLATELETS_TO_MENTION),),
    "who2016/accelerated-phase by-blasts": (
        _from(BLASTS_OF_ACCELERATED_PHASE),
        _below(BLASTS_OF_ACCELERATED_PHASE) - 1,
        _from(BLASTS.band),
    ),
    "who2016/blast-phase by-blasts": (_from(BLASTS_OF_BLAST_PHASE), _from(BLAST_PHASE.band)),
    "us-label/cytogenetic-response major": (_below(MAJOR_CYTOGENETIC_RESPONSE),),
    # whom the protocol speaks of
    NotApplicable.IMATINIB_STOPPED: (SUPPLY_MAY_LAST_DAYS,),
    NotApplicable.UNDER_18: (ADULT_MONTHS // 12,),
    Unknown.NO_BIRTH_DATE: (ADULT_MONTHS // 12,),
}


def _sentences() -> Iterator[tuple[str, str]]:
    yield from (*FINDINGS.items(), *PRECAUTIONS.items(), *TOXICITY.items(), *REASONS.items())
    yield from ((remark.value, remark.says) for remark in REMARKS)
    for statement, by_status in STATEMENTS.items():
        yield from ((f"{statement} {status}", says) for status, says in by_status.items())


def test_a_limit_in_a_sentence_is_the_one_that_decides() -> None:
    said = {key: [Decimal(each) for each in NUMBER.findall(IN_A_NAME.sub("", says))] for key, says in _sentences()}
    assert {key: numbers for key, numbers in said.items() if numbers} == {
        key: [Decimal(each) for each in limits] for key, limits in LIMITS.items()
    }
