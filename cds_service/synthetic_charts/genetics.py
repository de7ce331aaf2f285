"""The Philadelphia chromosome: karyotypes, FISH and BCR::ABL1, each in several of the ways in which it is sent."""

from cds_service.synthetic_charts.observation import GENETICS, observation, quantity
from cds_service.synthetic_charts.page import Entry, Page, Resource

_ISCN, _POSITIVE_CELLS, _BCR_ABL1_IS, _BCR_ABL1_NOT_IS = "62356-1", "21795-0", "69380-4", "46434-7"
_LOCAL = "https://genetics.demonstration.example/tests"


def karyotype(positive: int, *, of: int, sex: str = "XX") -> Entry:
    """A marrow karyotype as a genetics laboratory writes it: an ISCN string that counts its metaphases."""
    clones = ((f"46,{sex},t(9;22)(q34;q11.2)", positive), (f"46,{sex}", of - positive))
    iscn = "/".join(f"{clone}[{cells}]" for clone, cells in clones if cells)
    return lambda page: [
        observation(page, "karyotype", _ISCN, "Chromosome analysis result", category=GENETICS, valueString=iscn)
    ]


def metaphases(positive: int, *, of: int) -> Entry:
    """The same as a ratio of metaphases, under a code that leaves it to ``method`` what kind of cells were counted."""
    ratio = {"numerator": {"value": positive}, "denominator": {"value": of}}
    return lambda page: [_positive_cells(page, "G-banded metaphase analysis", valueRatio=ratio)]


def fish(percent: str) -> Entry:
    """Ph-positive nuclei by interphase FISH, in %."""
    return lambda page: [_positive_cells(page, "Interphase FISH", valueQuantity=quantity(percent, "%", "%"))]


def _positive_cells(page: Page, method: str, **value: Resource) -> Resource:
    text = "t(9;22) positive cells"
    return observation(page, "ph", _POSITIVE_CELLS, text, category=GENETICS, method={"text": method}, **value)


def bcr_abl1(percent_is: str) -> Entry:
    """BCR::ABL1 in % on the International Scale: a number, a bound such as ``<0.0032``, or words."""
    in_figures = percent_is.lstrip("<>")[:1].isdigit()
    value = {"valueQuantity": quantity(percent_is, "%", "%")} if in_figures else {"valueString": percent_is}
    return lambda page: [_transcript(page, _BCR_ABL1_IS, "BCR::ABL1 (International Scale)", value)]


def bcr_abl1_off_scale(percent: str) -> Entry:
    """A BCR::ABL1 ratio of a laboratory that does not report on the International Scale."""
    value = {"valueQuantity": quantity(percent, "%", "%")}
    return lambda page: [_transcript(page, _BCR_ABL1_NOT_IS, "BCR::ABL1 ratio", value)]


def _transcript(page: Page, loinc: str, text: str, value: Resource) -> Resource:
    written = observation(page, "bcr-abl1", loinc, text, category=GENETICS, **value)
    written["code"]["coding"].insert(0, {"system": _LOCAL, "code": "BCR"})
    return written
