"""Headings of a card's detail, and the small phrases between the sentences."""

from collections.abc import Mapping

from response_criteria.findings import Status

# fmt: off
NOT_CHECKED = "**Not checked by this service:** {names}. Check these yourself before any change of dose."
FINDING = "**{title}: {status}.** {text}"
STEP = "**Step of the 2003 protocol:** {dose}."
IN_PLACE_OF = "It takes the place of {orders}, to be discontinued with it."

UNCLEAR = "Why the response is not judged"
FOUND = "Found in the chart"
BLOCKS = "What blocks a dose step"
WOULD_BLOCK = "What would block a dose step"
MISSING = "What is missing"
CHECK_FIRST = "Check first"
TO_WEIGH = "To weigh"
STRENGTH = "How strong and how old the evidence is"
TODAY = "Label and guidance today"
RULE = "The rule and how we read it"
OTHERS = "The other circumstances of the protocol"
NOT_USED = "Set aside, and not seen"

EVIDENCE = "{on}: {what}{amount}{reported} ({origin})"
REPORTED = ", reported as {reported}"
RULE_LINE = "{title}: {rule} {source}"
READING = "Our reading {decision}: {says}."
SET_ASIDE = "{origin} was set aside: {because}"
UNREAD = "{key} could not be read: {because}"
READ_THE_PAPER = "Read the founding paper (DOI)"
EDITION = "Rule set {id} {version}, judged as of {as_of}."
STATUS: Mapping[str, str] = {
    Status.MET: "met",
    Status.POSSIBLE: "possible",
    Status.NOT_MET: "not met",
    Status.NOT_YET: "not yet",
    Status.INDETERMINATE: "cannot be judged",
    Status.NOT_APPLICABLE: "does not apply",
}
# fmt: on
