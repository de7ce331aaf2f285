"""Which mode a decision has: the strictest that applies, and live if one of its grounds is."""

import pytest

from cds_service.delivery import Mode, ModeRule, Modes

LIVE, SHADOW, OFF = Mode.LIVE, Mode.SHADOW, Mode.OFF
A, B = "kantarjian2003/hematologic-relapse", "kantarjian2003/cytogenetic-relapse"
CLIENT = "Example hospital"

# fmt: off
TABLE = [
    ([],                                                                             [A],    LIVE),
    ([ModeRule(mode=SHADOW)],                                                        [A],    SHADOW),
    ([ModeRule(mode=LIVE)],                                                          [A],    LIVE),
    ([ModeRule(mode=OFF), ModeRule(mode=SHADOW)],                                    [A],    OFF),
    ([ModeRule(mode=SHADOW, client=CLIENT)],                                         [A],    SHADOW),
    ([ModeRule(mode=SHADOW, client="Another")],                                      [A],    LIVE),
    ([ModeRule(mode=LIVE, client=CLIENT), ModeRule(mode=SHADOW)],                    [A],    SHADOW),
    ([ModeRule(mode=SHADOW, criterion=A)],                                           [A],    SHADOW),
    ([ModeRule(mode=SHADOW, criterion=A)],                                           [A, B], LIVE),
    ([ModeRule(mode=SHADOW, criterion=A), ModeRule(mode=OFF, criterion=B)],          [A, B], SHADOW),
    ([ModeRule(mode=OFF, criterion=A)],                                              [A],    OFF),
    ([ModeRule(mode=SHADOW, criterion=A)],                                           [],     LIVE),
    ([ModeRule(mode=SHADOW, criterion=A, client="Another")],                         [A],    LIVE),
    ([ModeRule(mode=SHADOW, action="hold")],                                         [A],    SHADOW),
    ([ModeRule(mode=SHADOW, action="escalate")],                                     [A],    LIVE),
    ([ModeRule(mode=SHADOW, action="hold", client="Another")],                       [A],    LIVE),
]
# fmt: on


@pytest.mark.parametrize(("rules", "because", "mode"), TABLE)
def test_the_mode_of_a_decision(rules: list[ModeRule], because: list[str], mode: Mode) -> None:
    assert Modes(rules).choose(CLIENT, "hold", because) is mode
