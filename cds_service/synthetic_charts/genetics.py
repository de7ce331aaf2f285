"""Karyotypes, FISH and BCR::ABL1, in several of the forms that laboratories send."""

from cds_service.synthetic_charts.entry import Entry, EntryContext, Resource
from cds_service.synthetic_charts.observation import GENETICS, observation, quantity

_ISCN, _POSITIVE_CELLS, _BCR_ABL1_IS, _BCR_ABL1_NOT_IS = "62356-1", "21795-0", "69380-4", "46434-7"
_KINASE_DOMAIN = "55135-8"
_LOCAL = "https://genetics.demonstration.example/tests"


def karyotype(positive: int, *, of: int, sex: str = "XX") -> Entry:
    """A marrow karyotype as an ISCN string with its metaphase counts."""
    clones = ((f"46,{sex},t(9;22)(q34;q11.2)", positive), (f"46,{sex}", of - positive))
    iscn = "/".join(f"{clone}[{cells}]" for clone, cells in clones if cells)
    return lambda context: [
        observation(context, "karyotype", _ISCN, "Chromosome analysis result", category=GENETICS, valueString=iscn)
    ]


def metaphases(positive: int, *, of: int) -> Entry:
    """A marrow karyotype as a ratio of metaphases; only ``method`` says that metaphases were counted."""
    ratio = {"numerator": {"value": positive}, "denominator": {"value": of}}
    return lambda context: [_write_positive_cells(context, "G-banded metaphase analysis", valueRatio=ratio)]


def fish(percent: str) -> Entry:
    """Ph-positive nuclei by interphase FISH, in %."""
    return lambda context: [
        _write_positive_cells(context, "Interphase FISH", valueQuantity=quantity(percent, "%", "%"))
    ]


def _write_positive_cells(context: EntryContext, method: str, **value: Resource) -> Resource:
    text = "t(9;22) positive cells"
    return observation(context, "ph", _POSITIVE_CELLS, text, category=GENETICS, method={"text": method}, **value)


def bcr_abl1(percent_is: str) -> Entry:
    """BCR::ABL1 in % on the International Scale: a number, a bound such as ``<0.0032``, or text."""
    is_number = percent_is.lstrip("<>")[:1].isdigit()
    value = {"valueQuantity": quantity(percent_is, "%", "%")} if is_number else {"valueString": percent_is}
    return lambda context: [_write_bcr_abl1(context, _BCR_ABL1_IS, "BCR::ABL1 (International Scale)", value)]


def bcr_abl1_off_scale(percent: str) -> Entry:
    """A BCR::ABL1 ratio of a laboratory that does not report on the International Scale."""
    value = {"valueQuantity": quantity(percent, "%", "%")}
    return lambda context: [_write_bcr_abl1(context, _BCR_ABL1_NOT_IS, "BCR::ABL1 ratio", value)]


def _write_bcr_abl1(context: EntryContext, loinc: str, text: str, value: Resource) -> Resource:
    result = observation(context, "bcr-abl1", loinc, text, category=GENETICS, **value)
    result["code"]["coding"].insert(0, {"system": _LOCAL, "code": "BCR"})
    return result


def kinase_domain_mutation(change: str) -> Entry:
    """A mutation analysis of the ABL1 kinase domain that found one amino-acid change, such as T315I."""
    what, text = "mutation", "ABL1 kinase domain mutation analysis"
    found = f"{change} detected"
    return lambda context: [observation(context, what, _KINASE_DOMAIN, text, category=GENETICS, valueString=found)]
