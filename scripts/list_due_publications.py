"""List the publications that are due for another look. The exit status is 1 if there are any.

usage: python scripts/list_due_publications.py
"""

import sys
from datetime import UTC, datetime

from response_criteria.publications import PUBLICATIONS
from response_criteria.publications.record import list_due


def main() -> int:
    """Print one line for each reason."""
    due = list_due(PUBLICATIONS, datetime.now(UTC).date())
    print("\n".join(due) or "nothing is due")
    return 1 if due else 0


if __name__ == "__main__":
    sys.exit(main())
