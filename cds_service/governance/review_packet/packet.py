"""The packet as files: a cover with the open questions and the form, and a page for each criterion."""

from collections.abc import Mapping
from pathlib import Path

from markdown_it import MarkdownIt

from cds_service.governance.review_packet.charts import ASSESSED_ON, choose_charts
from cds_service.governance.review_packet.material import Question, load_material
from cds_service.reporting.pages import create_templates
from response_criteria.model.findings import Criterion
from response_criteria.publications.kantarjian2003 import EDITION, ESCALATION_CRITERIA
from response_criteria.publications.kantarjian2003.escalation_criteria import EscalationCriterion

COVER = "index.html"
FORM = ("Name", "Qualification", "Hospital", "Day", "Signature")
ANSWERS = ("agreed", "agreed with remarks", "not agreed")

_templates = create_templates("cds_service.governance.review_packet", ".")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def write_packet(folder: Path) -> list[Path]:
    """Write the packet into a folder, and return its files."""
    files = []
    for name, page in build_packet().items():
        files.append(folder / name)
        files[-1].write_text(page, "utf-8")
    return files


def build_packet() -> Mapping[str, str]:
    """Build the pages of the packet, by file name."""
    material = load_material()
    shared = {"edition": EDITION, "fingerprint": material.fingerprint, "form": FORM, "answers": ANSWERS}
    pages = {name_page(item): item.criterion for item in ESCALATION_CRITERIA}
    cover = _templates.get_template("cover.html").render(
        **shared, criteria=pages, questions=material.questions, assessed_on=ASSESSED_ON
    )
    return {COVER: cover, **{name_page(item): _build_page(item, shared) for item in ESCALATION_CRITERIA}}


def name_page(escalation_criterion: EscalationCriterion) -> str:
    """Return the file of a criterion."""
    return f"{escalation_criterion.criterion.id.rpartition('/')[2]}.html"


def _build_page(escalation_criterion: EscalationCriterion, shared: Mapping[str, object]) -> str:
    criterion = escalation_criterion.criterion
    return _templates.get_template("criterion.html").render(
        **shared,
        criterion=criterion,
        table=_markdown.render(escalation_criterion.as_markdown()),
        boundaries=load_material().boundaries[criterion.id],
        questions=_select_questions(criterion),
        charts=choose_charts(criterion.id),
        assessed_on=ASSESSED_ON,
    )


def _select_questions(criterion: Criterion) -> list[Question]:
    """Select the questions that name a decision record of the criterion."""
    records = [item.decision for item in criterion.interpretations]
    return [item for item in load_material().questions if any(record in item.question for record in records)]
