"""Every sentence of the reproduction page, with an explanation for every difference (decision 0030)."""

from collections.abc import Mapping

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
TITLE = "# The founding paper, reproduced"
OPENING = (
    "The paper ({paper}) reports {patients} patients in chronic phase whose imatinib dose was escalated. They are rebuilt here as synthetic patients: each has a chart of FHIR R4 resources made from the figures that the paper prints for the patient or the group. Each chart is processed like any other, from the text of a Bundle to an assessment: on the day before the escalation, and again when the paper reports the response to it.",
    "Nothing is tuned to agree. Where the paper prints only a conclusion and no figure, the chart's figure is derived from that conclusion; agreement then only shows that the program interprets the paper's definitions as the paper does. This applies to all blood counts, to five zeros of Table 3, and to patients without a response. The last section lists every such figure.",
    "`imatinib-cds reproduce` prints this page. Criteria: {rules}. Abbreviations are the paper's: CG, cytogenetic; CR and PR, complete and partial response; CHR and PHR, complete and partial hematologic response.",
)

IN_SHORT = "## Summary"
FIGURES_HEAD = ("Count", "where", "paper", "program")

TABLE_2 = "## Table 2: reasons for dose escalation, and responses"
CIRCUMSTANCES_INTRODUCTION = "On the day before the escalation. \"As in the paper\": the group's criterion is met. \"By another\": only another criterion is met; the escalation is the same. \"None\": no criterion is met; the reasons are listed under Differences."
CIRCUMSTANCES_HEAD = ("Group", "months, median (range)", "patients", "as in the paper", "by another", "none")
RESPONSES_INTRODUCTION = "After the escalation. Cytogenetic responses are improvements: a better category than before the escalation. An asterisk marks FISH, as in the paper."
RESPONSES_HEAD = ("Group", "CHR/PHR paper", "program", "CR paper", "program", "PR paper", "program", "minor paper", "program")
NOT_APPLICABLE = "NA"

TABLE_3 = "## Table 3: patient by patient"
BEFORE_INTRODUCTION = "On the day before the escalation. Ph-positive cells in %: the lowest, then the last."
BEFORE_HEAD = ("Patient", "Ph % lowest/last", "rise", "in the paper", "met", "possible")
AFTER_INTRODUCTION = "After the escalation. \"Strict\": the paper's definitions (complete 0%, partial 1% to 34%, minor 35% to 90%) applied by hand. Durations are in months. They agree by construction, since the charts document each response for as long as the paper prints."
AFTER_HEAD = ("Patient", "lowest Ph % since", "paper's label", "strict", "program", "duration paper", "program", "remark")
LABEL_DIFFERS = "label differs"
NOT_BETTER = "no improvement"

DIFFERENCES = "## Differences"
DIFFERENCES_INTRODUCTION = "The program's own wording is indented."
FINDING = "{criterion}: {status}. {text}"

# By kind and patient, group or figure.
HEADINGS: Mapping[str, str] = {
    "circumstance": "Patient {patient}, before the escalation",
    "label": "Patient {patient}, after the escalation",
    "count": "{what}: {counted}, not {printed}",
    "footnote": "Patient {patient}, footnote",
    "text": "{title}, text and table",
    "rounding": "{source}, {what}",
}
EXPLANATIONS: Mapping[str, str] = {
    "circumstance/4": "The paper counts a loss of response. The rise from {lowest}% to {before}% is {points} percentage points; the fourth criterion requires 30. (The relative rise is {relative}%, but we interpret the criterion in percentage points.) The second criterion is excluded because a major response had been reached. None of the four criteria is met. The program finds resistance possible, asks for a repeat karyotype and advises no escalation yet.",
    "circumstance/20": "The paper counts a loss of response. The rise from {lowest}% to {before}% is {points} percentage points; the fourth criterion requires 30. (The relative rise of {relative}% is too small as well.) Less than 35% was never reached, so the second criterion is met, and the escalation is the same.",
    "circumstance/54": "This patient is at the lower end of the printed range for hematologic resistance, {months} months. The first criterion requires 3 months, and the text says that all such patients had them (3 to 27 months overall): range and text disagree. The program cannot call it resistance. Nor can it answer \"too early\": like every patient of the paper, this one was diagnosed long before, so the first documented imatinib may not have been the first.",
    "label/11": "{after}% is not below 35%, so the response is minor, as before the escalation ({before}%). Table 3, Table 2 and the text (4 of 7) call it partial. The paper does not show whether the label or the figure is wrong.",
    "label/13": "{after}% is not below 35%, so the response is minor, as before the escalation ({before}%). Table 3, Table 2 and the text (4 of 7) call it partial. The paper does not show whether the label or the figure is wrong.",
    "label/18": "{after}% by FISH is not 0%, so the response is partial. It is complete, as labeled, only if {after}% is taken as the background of FISH; later publications require less than 1% of at least 200 nuclei.",
    "label/20": "{after}% by FISH is below 35%, so the response is partial, as counted in the text. Both tables call it minor.",
    "count/eligible": "Patients 4 (possible) and 54 (2 months) are not counted; see above.",
    "count/step-to-800": "The program advises escalation only if a criterion is met.",
    "count/cytogenetic-complete": "Patient 18 is partial.",
    "count/cytogenetic-major": "Patients 11 and 13 are minor and patient 20 is partial: 13 minus 2 plus 1. Patient 18 is major either way. There are still 7 partial responses, but not in the same seven patients, and those of patients 18, 19 and 20 are by FISH, which the program shows as not equivalent to a karyotype.",
    "count/cytogenetic-minor": "Patient 20 is partial. Patients 11 and 13 are minor, but were minor before the escalation: no improvement.",
    "count/abstract-complete-or-partial": "The abstract calls 19 responses complete or partial, but counts 6 and 7 of them in the same sentence, which makes 13. The 19 are all responses, including the 6 minor ones. By the paper's definitions {counted} are complete or partial.",
    "footnote/16": "The footnote of Table 3 says hematologic resistance. The text counts the only minor response of hematologic failure under relapse, and so does the chart. At the group's median of 12 months without a major response, cytogenetic resistance is met as well.",
    "text/lost-minor": "The text counts {in_text} partial response in this group, the table {in_table}: patient 20. With it, the groups in the text add up to 8 partial and 14 major responses, while its totals and the tables say 7 and 13.",
    "rounding/splenomegaly": "{count} of {of} is {exact}%; the table prints {printed}%.",
}

ASSUMPTIONS_TITLE = "## Data that the paper does not print"
ASSUMPTIONS_INTRODUCTION = "The charts need data that the paper omits. They are the same for all patients and were chosen before any chart was assessed."
ASSUMPTIONS = (
    "**Blood counts.** None are printed. Three counts are used throughout (×10⁹/L and %): active disease ({none}), normal ({complete}), and normal except for immature cells ({partial}). Before the escalation, all patients have the first count at the start of imatinib, and all except those with hematologic resistance have the second one {normal_at} months later; the last counts are the first in hematologic failure and the second otherwise. After the escalation, patients with CHR in the text have the second count, those with PHR the third, the others the first. The hematologic responses are therefore circular: they show that the program interprets the paper's definitions as the paper does, not that the patients responded.",
    "**Occasions.** The paper defines cytogenetic relapse by two consecutive occasions and prints one percentage. The charts document it twice, {apart} months apart, and hematologic failure twice, {counted_apart} days apart. If each were documented once, as printed, {met_once} patients would meet a criterion and {possible_once} more would be possible: the program would ask for a repeat test before any escalation.",
    "**Metaphases.** No numbers are printed. The charts have the smallest number, {metaphases} or more, that gives the printed percentage exactly. With fewer than {metaphases} or an unknown number, no cytogenetic criterion would be met; it would be possible at most.",
    "**FISH.** The four percentages by FISH are those after the escalation. Those before it are taken as karyotypes.",
    "**Months.** The paper prints medians and ranges, not the months of each patient. All patients have the median of their group, except for the last two, who have the ends of its range. Imatinib started that many months before the day of assessment; CML was diagnosed {diagnosed} months before that (the paper's median).",
    "**Days.** Every patient's dose was escalated on {escalated_on}. The last karyotype is {karyotyped} days older; the lowest one, and a reduction to 300 mg, are half-way through the standard dose. The response is first seen {improved} months after the escalation. A response of Table 3 is documented once more at the end of its printed duration: unchanged if the paper prints a plus, otherwise back at the percentage before the escalation. All other patients are assessed after {followed} months, the median follow-up.",
    "**Cytogenetics in hematologic failure.** Printed for patients 6 and 16 only. The charts of the other {without} have none, and their cytogenetic criteria cannot be assessed.",
    "**Neutrophils, liver, kidneys, mutations.** Nothing is printed. Neutrophils are normal. The other data are missing; the assessments say so, and nothing blocks an escalation.",
)
INFERRED = "### Restored and supplied figures"
INFERRED_INTRODUCTION = "The available text of the paper has lost every single digit that was alone in a table cell, including the patient numbers 1 to 9 of Table 3. Those digits are inferred from the neighboring figures. The groups of the rows of Table 3 are inferred from their lowest and last percentages."
INFERRED_OF_GROUP = "{place}, {title}: {figures}."
INFERRED_FIGURE = "{figure} {number} ({source})"
INFERRED_OF_ROWS: Mapping[str, str] = {
    "after": "Table 3, patients {patients}: 0% since the escalation (the label is CR, which the paper defines as 0%).",
    "hematologic": "Table 3, patient {patients}: CHR (the text does not say which hematologic response accompanied the minor cytogenetic one).",
}
SUPPLIED_PH = "No row, {title}: {kind.count} with Ph {kind.ph}%, unchanged by the escalation{of_300} ({kind.source})."
SUPPLIED_HEMATOLOGIC = "No row, {title}: {kind.count} with hematologic response {kind.hematologic}{of_300} ({kind.source})."
OF_300 = ", {count} of them escalated from 300 mg"
# fmt: on
