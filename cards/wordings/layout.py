"""Headings of a card's detail, and the small phrases between the sentences."""

from collections.abc import Mapping

from response_criteria.model.findings import Status

# fmt: off
NOT_CHECKED = "**Not checked by this service:** {names}. Check before any change of dose."
FINDING = "**{title}: {status}.** {text}"
STEP = "**Step of the 2003 protocol:** from {from_mg} mg/day to {dose}."
LABEL_AT_THE_STEP = "**US label:** {told}"
IN_PLACE_OF = "The drafted order replaces {orders}, to be discontinued with it."

UNCLEAR = "Why the response is not judged"
UNREAD = "Could not be read"
BLOCKS = "What blocks a dose step"
WOULD_BLOCK = "What would block a dose step"
TO_CONFIRM = "What would confirm it"
MISSING = "What is missing"
CHECK_FIRST = "Check first"
TO_WEIGH = "To weigh"
FOUND = "Found in the chart"
TREATMENT = "Treatment"
RESPONSES = "Response in this course"
TODAY = "Label and guidance today"
STRENGTH = "How strong and how old the evidence is"
RULE = "The rule and how we read it"
ALSO_MISSING = "Missing: {missing}."
OTHERS = "The other circumstances of the protocol"
ALL = "The circumstances of the protocol"
SET_ASIDE = "Set aside"

EVIDENCE = "{on}: {what}{amount}{reported} in {origin}"
REPORTED = ", reported as {reported}"
RULE_LINE = "{title}: {rule} {source}"
READING = "Our reading {decision}: {says}."
READINGS = "Our readings of what the paper leaves open: {decisions}."
SOURCE = "([{label}]({url}), {place})"
WORK = "[{label}]({url})"
AT = "{text} ({place})"
KEYED = "{key}: {because}"
READ_THE_PAPER = "Read the founding paper (DOI)"
EDITION = "Rule set {id} {version} of {dated}, judged as of {as_of}."
EDITION_NOT_RELEASED = "Rule set {id} {version} of {dated}, not released yet, judged as of {as_of}."
STATUS: Mapping[str, str] = {
    Status.MET: "met",
    Status.POSSIBLE: "possible",
    Status.NOT_MET: "not met",
    Status.NOT_YET: "not yet",
    Status.INDETERMINATE: "cannot be judged",
    Status.NOT_APPLICABLE: "does not apply",
}
# fmt: on
