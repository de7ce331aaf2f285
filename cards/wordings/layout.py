"""Headings of a card's detail and phrases between the sentences."""

from collections.abc import Mapping

from response_criteria.model.findings import Status

# fmt: off
NOT_CHECKED = "**Not checked by this service:** {names}. Check before any dose change."
FINDING = "**{title}: {status}.** {text}"
ESCALATION = "**2003 protocol escalation:** from {from_mg} mg/day to {dose}."
LABEL_INCREASE = "**US label:** {text}"
REPLACES = "The draft order replaces {orders}, to be discontinued."

REVIEW = "What calls for a review"
GUIDANCE_ON_REVIEW = "What guidance says of it"
UNCLEAR = "Why the response cannot be assessed"
NOT_APPLICABLE = "Why the protocol does not apply"
UNREAD = "Data that could not be read"
CONTRAINDICATIONS = "Contraindications to escalation"
WOULD_CONTRAINDICATE = "Would contraindicate escalation"
TO_CONFIRM = "To confirm"
MISSING = "Missing data"
CHECK_FIRST = "Check first"
CAUTIONS = "Cautions"
EVIDENCE_FOUND = "Evidence in the chart"
TREATMENT = "Treatment"
RESPONSES = "Response in this course"
GUIDANCE = "Current label and guidelines"
STRENGTH = "Strength and age of the evidence"
RULE = "Rule and interpretations"
ALSO_MISSING = "Missing: {missing}."
OTHER_CRITERIA = "Other escalation criteria of the protocol"
ALL_CRITERIA = "Escalation criteria of the protocol"
EXCLUDED_DATA = "Excluded data"

EVIDENCE = "{on}: {what}{amount}{reported} in {origin}"
REPORTED = ", reported as {reported}"
RULE_LINE = "{title}: {rule} {source}"
INTERPRETATION = "Interpretation {decision}: {text}."
INTERPRETATIONS = "Interpretations where the paper leaves a choice: {decisions}."
SOURCE = "([{label}]({url}), {place})"
WORK = "[{label}]({url})"
STATEMENT = "{text} ({place})"
KEYED = "{key}: {reason}"
READ_THE_PAPER = "Read the founding paper (DOI)"
READ_THE_RULE = "Read the rule (handbook)"
READ_THE_SOURCE_ATTRIBUTES = "Who made this, on which evidence (source attributes)"
EDITION = "Rule set {id} {version} of {dated}, assessed as of {as_of}."
EDITION_NOT_RELEASED = "Rule set {id} {version} of {dated} (not yet released), assessed as of {as_of}."
STATUS_NAMES: Mapping[str, str] = {
    Status.MET: "met",
    Status.POSSIBLE: "possible",
    Status.NOT_MET: "not met",
    Status.NOT_YET: "too early",
    Status.INDETERMINATE: "cannot be assessed",
    Status.NOT_APPLICABLE: "not applicable",
}
# fmt: on
