"""Every statement: its id, its statuses, and the values that always come with each status."""

from collections.abc import Mapping
from types import MappingProxyType

from response_criteria.publications.eln2020.milestones import Milestone

_EVALUATED = ("months", "due_on", "level", "on")
_NOT_EVALUATED = ("months", "due_on")
_MILESTONE: Mapping[str, tuple[str, ...]] = {
    Milestone.OPTIMAL: _EVALUATED,
    Milestone.WARNING: _EVALUATED,
    Milestone.FAILURE: _EVALUATED,
    Milestone.NOT_DUE: _NOT_EVALUATED,
    Milestone.UNKNOWN: _NOT_EVALUATED,
}

STATEMENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # level: "0.3% IS" or "not detected"
        "eln2020/milestone-3-months": _MILESTONE,
        "eln2020/milestone-6-months": _MILESTONE,
        "eln2020/milestone-12-months": _MILESTONE,
        "eln2020/milestone-any-time": _MILESTONE,
        # last_on: the last test that showed the response
        "eln2020/loss-of-mmr": {"warning": ("last_on", "level", "on")},
        "eln2013/confirmed-loss-of-mmr": {"failure": ("tests", "from_on", "on")},
        # failing: the cells for which ELN's list is not met, as "basophils, myelocytes"
        "eln2020/complete-hematologic-response": {"stricter": ("on", "failing")},
        "eln2020/phase": {"accelerated": (), "blast": (), "accelerated-or-blast": ()},
        "eln2020/low-platelets": {"mentioned": ("amount", "on")},
        "eln2020/additional-abnormalities": {"reported": ("abnormalities", "on")},
        # changes: as "T315I, F317L"
        "eln2020/mutation": {"failure": ("changes", "on")},
        "eln2020/change-of-tki": {"preferred": ()},
        "eln2020/pregnancy": {"withhold": ()},
        # by-blasts: WHO's limit for the phase is at fewer blasts than ELN's
        "who2016/accelerated-phase": {"by-blasts": ("percent", "on")},
        "who2016/blast-phase": {"by-blasts": ("percent", "on")},
        "who2016/resistance-to-first-tki": {"provisional": ()},
        "us-label/dose-increase": {
            "differs": ("from_mg", "label_mg", "protocol_mg"),
            "no-step": ("from_mg",),
        },
        # circumstances, open: the label's own phrases, joined by "; "; against: codes of precautions
        "us-label/increase-circumstances": {
            "documented": ("circumstances",),
            "excluded": ("circumstances", "against"),
            "other-phase": ("from_mg", "label_mg"),
            "open": ("open",),
            "protocol-alone": (),
            "not-documented": (),
        },
        # the label's limit for a major response is higher than the paper's
        "us-label/cytogenetic-response": {"major": ("percent", "on")},
        # earlier_on: first low count of the previous episode; since: of this one
        "us-label/hold-for-counts": {
            "hold": ("neutrophils", "platelets"),
            "hold-and-resume": ("neutrophils", "platelets", "from_mg", "resume_mg", "again_mg"),
            "hold-again": ("neutrophils", "platelets", "from_mg", "again_mg", "earlier_on"),
            "not-recovered": ("neutrophils", "platelets", "since"),
            "advanced-phase": ("neutrophils", "platelets"),
        },
        "us-label/hold-for-liver": {
            "hold": ("bilirubin", "transaminases"),
            "hold-and-reduce": ("bilirubin", "transaminases", "from_mg", "reduced_mg"),
        },
    }
)
