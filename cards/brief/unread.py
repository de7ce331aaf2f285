"""What the chart holds and this service could not read."""

from collections.abc import Iterator

from cards.brief.room import Room
from cards.markdown_escape import escape_markdown, format_code_span
from cards.sentences import join_names
from cards.wordings import brief
from cards.wordings.actions import AND_MORE
from response_criteria.model.assessment import Assessment
from response_criteria.model.history import Doubt, ExcludedData

MAX_SUBJECTS = 3
DATA = "data"


def list_unread(assessment: Assessment, room: Room) -> str:
    """Name the newest data that could not be read, each with its day, its words and the reason."""
    groups = _group_alike(assessment)
    parts = [_describe(group, room) for group in groups[: room.unread]]
    others = sum(map(len, groups[room.unread :]))
    parts += [brief.AND_MORE.format(count=others)] if others else []
    parts += _name_queries(assessment)
    return brief.UNREAD.format(parts="; ".join(parts)) if parts else ""


def _group_alike(assessment: Assessment) -> list[list[ExcludedData]]:
    """Group data of one day and reason, such as the results of one blood count, newest first."""
    groups: dict[tuple[str, str], list[ExcludedData]] = {}
    for data in assessment.excluded_data:
        # What leaves no doubt is in the report.
        if assessment.doubts.get(data, Doubt.NONE) is not Doubt.NONE:
            groups.setdefault((str(data.on or ""), data.reason), []).append(data)
    return sorted(groups.values(), key=lambda group: group[0].on.latest.toordinal() if group[0].on else 0, reverse=True)


def _describe(group: list[ExcludedData], room: Room) -> str:
    names = list(dict.fromkeys(str(data.subject or DATA) for data in group))
    subjects = (
        join_names(names) if len(names) <= MAX_SUBJECTS else AND_MORE.format(names=names[0], count=len(names) - 1)
    )
    on = f" of {escape_markdown(str(group[0].on))}" if group[0].on else ""
    words = [format_code_span(data.reported) for data in group if data.reported]
    words_shown = f" ({', '.join(words)})" if words and len(" ".join(words).split()) <= room.words_of_chart else ""
    return f"{subjects}{on}{words_shown}: {escape_markdown(group[0].reason)}"


def _name_queries(assessment: Assessment) -> Iterator[str]:
    names = [escape_markdown(query.key) for query in assessment.unavailable_queries]
    if names:
        yield join_names(names)
