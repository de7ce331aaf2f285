"""Presents an assessment: as a CDS Hooks card, as a JSON document, and as a page of text.

Other packages import from here and never from a module below. It knows findings, not FHIR and not HTTP.

Cards            build_cards, Detail, Drafts, ACTIONS_WITH_CARD, OVERRIDE_REASONS, locate_rule
Document         build_assessment_document, load_assessment_schema
Text             format_text_report, TEXT_WIDTH
Building blocks  describe_finding, join_names, one_line, drop_empty, CRITERION_NAMES, STATUS_NAMES
Errors           InvalidCardError, CardTooLongError
"""

from cards.descriptions import describe_finding
from cards.document.assessment import build_assessment_document, load_assessment_schema
from cards.errors import CardTooLongError, InvalidCardError
from cards.json_values import drop_empty
from cards.kinds import ACTIONS_WITH_CARD, Detail, build_cards
from cards.links import locate_rule
from cards.markdown_escape import one_line
from cards.sentences import join_names
from cards.suggestions import Drafts
from cards.text_report import TEXT_WIDTH, format_text_report
from cards.wordings.actions import CRITERION_NAMES
from cards.wordings.layout import STATUS_NAMES
from cards.wordings.override_reasons import OVERRIDE_REASONS

__all__ = [
    "ACTIONS_WITH_CARD",
    "CRITERION_NAMES",
    "OVERRIDE_REASONS",
    "STATUS_NAMES",
    "TEXT_WIDTH",
    "CardTooLongError",
    "Detail",
    "Drafts",
    "InvalidCardError",
    "build_assessment_document",
    "build_cards",
    "describe_finding",
    "drop_empty",
    "format_text_report",
    "join_names",
    "load_assessment_schema",
    "locate_rule",
    "one_line",
]
