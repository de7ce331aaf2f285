"""Every sentence of the report, and why each difference is there (decision 0030)."""

from collections.abc import Mapping

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
TITLE = "# The founding paper, reproduced"
OPENING = (
    "The paper ({paper}) reports {patients} patients in chronic phase whose dose of imatinib was raised. Here they are synthetic patients, each with a chart of FHIR R4 resources made from what the paper prints of it or of its group. Each chart goes the way of every other chart: from the text of a Bundle to an assessment, on the day before the raise and again when the paper tells the response to it.",
    "Nothing is tuned to agree. Where the paper prints only a conclusion and no figure, the figure in the chart is made from the conclusion, and the agreement proves only that the program reads the paper's words as the paper does. That goes for all blood counts, for five zeros of Table 3 and for patients without a response; the last section names each.",
    "`imatinib-cds reproduce` prints this page. Rules: {rules}. Abbreviations are the paper's: CG, cytogenetic; CR and PR, complete and partial response; CHR and PHR, the same of the blood.",
)

IN_SHORT = "## In short"
FIGURES_HEAD = ("Count", "where", "paper", "program")

TABLE_2 = "## Table 2: why the dose was raised, and what came of it"
CIRCUMSTANCES_SAID = "On the day before the raise. \"As in the paper\": the circumstance of the group is met. \"By another\": only another circumstance is met, and the step is the same. \"None\": none is met; the reasons stand under Differences."
CIRCUMSTANCES_HEAD = ("Group", "months, median (range)", "patients", "as in the paper", "by another", "none")
RESPONSES_SAID = "After the raise. Cytogenetic responses are improvements: a category better than the one before the raise. An asterisk marks FISH, as in the paper."
RESPONSES_HEAD = ("Group", "CHR/PHR paper", "program", "CR paper", "program", "PR paper", "program", "minor paper", "program")
NOT_APPLICABLE = "NA"

TABLE_3 = "## Table 3: patient by patient"
BEFORE_SAID = "On the day before the raise. Ph-positive cells in %: the lowest, then the last."
BEFORE_HEAD = ("Patient", "Ph % lowest/last", "rise", "in the paper", "met", "possible")
AFTER_SAID = "After the raise. \"Strict\": the paper's definitions (complete 0%, partial 1% to 34%, minor 35% to 90%) applied by hand. Durations are in months: the charts document each response for as long as the paper prints, so they agree by construction."
AFTER_HEAD = ("Patient", "lowest Ph % since", "paper's label", "strict", "program", "duration paper", "program", "remark")
LABEL_DIFFERS = "label differs"
NOT_BETTER = "no better than before"

DIFFERENCES = "## Differences"
DIFFERENCES_SAID = "What the program says in its own words is indented."
FINDING = "{criterion}: {status}. {text}"

# By kind and patient, group or figure.
HEADINGS: Mapping[str, str] = {
    "circumstance": "Patient {patient}, before the raise",
    "label": "Patient {patient}, after the raise",
    "count": "{what}: {counted}, not {printed}",
    "footnote": "Patient {patient}, footnote",
    "text": "{title}, text and table",
    "rounding": "{source}, {what}",
}
EXPLANATIONS: Mapping[str, str] = {
    "circumstance/4": "The paper counts a lost response. The rise from {lowest}% to {before}% is {points} percentage points where its fourth circumstance asks for 30 (relative to the lowest it would be {relative}%, which is not how we read it), and a major response had been reached, which its second excludes. None of the four fits. The program finds resistance possible, asks for a repeat karyotype and offers no step yet.",
    "circumstance/20": "The paper counts a lost response. The rise from {lowest}% to {before}% is {points} percentage points where its fourth circumstance asks for 30 (relative to the lowest {relative}%, which is too little as well). Since less than 35% was never reached, its second circumstance is met, and the step is the same.",
    "circumstance/54": "This patient stands at the lower end of the range printed for hematologic resistance, {months} months. The first circumstance asks for 3, and the text says that all such patients had them (and 3 to 27 months overall): range and text disagree. The program cannot call it resistance. It does not say \"too early\" either: like every patient of the paper this one was diagnosed long before, and a chart that dates the disease so early leaves open whether the first documented imatinib was the first.",
    "label/11": "{after}% is not below 35%, so the response is minor, as it was before the raise ({before}%). Table 3, Table 2 and the text (4 of 7) call it partial. Whether label or figure is wrong, the paper does not let us tell.",
    "label/13": "{after}% is not below 35%, so the response is minor, as it was before the raise ({before}%). Table 3, Table 2 and the text (4 of 7) call it partial. Whether label or figure is wrong, the paper does not let us tell.",
    "label/18": "{after}% by FISH is not 0%, so the response is partial. It is complete, as the label says, only where {after}% counts as the background of FISH; later works ask for less than 1% of at least 200 nuclei.",
    "label/20": "{after}% by FISH is below 35%, so the response is partial, and the text counts it so. Both tables call it minor.",
    "count/eligible": "Patient 4 (possible) and patient 54 (2 months) are left; see above.",
    "count/step-to-800": "The program offers the step only where a circumstance is met.",
    "count/cytogenetic-complete": "Patient 18 is partial.",
    "count/cytogenetic-major": "Patients 11 and 13 are minor and patient 20 is partial: 13 less 2 and 1 more. Patient 18 is major either way. The partial responses remain 7, but they are not the same seven, and those of patients 18, 19 and 20 rest on FISH, which the program shows as not equivalent to a karyotype.",
    "count/cytogenetic-minor": "Patient 20 is partial. Patients 11 and 13 are minor now, but were so before the raise: no better category.",
    "count/abstract-complete-or-partial": "The abstract calls 19 responses complete or partial and counts 6 and 7 of them in the same sentence, which is 13. The 19 are all responses, the 6 minor ones among them. By the paper's definitions {counted} are complete or partial.",
    "footnote/16": "The footnote of Table 3 says hematologic resistance. The text counts the one minor response of hematologic failure under relapse, and so does the chart. At the group's median of 12 months without a major response, cytogenetic resistance is met as well.",
    "text/lost-minor": "The text counts {in_text} partial response here, the table {in_table}: patient 20. With it the groups of the text add up to 8 partial and 14 major responses, while its totals, and the tables, say 7 and 13.",
    "rounding/splenomegaly": "{count} of {of} is {exact}%; the table prints {printed}%.",
}

ASSUMED = "## What the paper does not print"
ASSUMPTIONS_SAID = "The charts need what the paper leaves out. It is the same for everyone and chosen before anything was judged."
ASSUMPTIONS = (
    "**Blood counts.** None are printed. Three stand for all (×10⁹/L and %): active disease ({none}), normal ({complete}), and normal but for immature cells ({partial}). Before the raise everyone has the first at the start and, but for hematologic resistance, the second {normal_at} months later; at last hematologic failure shows the first, anyone else the second. After the raise a patient whom the text counts as CHR shows the second, as PHR the third, as neither the first. So the hematologic responses go in a circle: they show that the program reads the paper's words as the paper does, not that the patients responded.",
    "**Occasions.** The paper defines cytogenetic relapse by two consecutive occasions and prints one percentage. The charts show it twice, {apart} months apart, and hematologic failure twice, {counted_apart} days apart. Were each documented only once, as printed, {met_once} patients would meet a circumstance and {possible_once} more would be possible: the program would ask for a repeat before any step.",
    "**Metaphases.** No number is printed. The charts have the fewest, {metaphases} or more, that give the printed percentage exactly. With fewer than {metaphases}, or an unknown number, no cytogenetic circumstance would be met; it would be possible at most.",
    "**FISH.** The four percentages by FISH are those after the raise. Those before it are taken as karyotypes.",
    "**Months.** Medians and ranges are printed, not each patient's months: everyone has the median of the group, but for the last two, who stand at the ends of its range. Imatinib started so many months before the day of judging, CML was diagnosed {diagnosed} months before that (the paper's median).",
    "**Days.** Everyone's dose was raised on {raised_on}. The last karyotype is {karyotyped} days older, the lowest stands half-way through the standard dose, as does a reduction to 300 mg. The response to the raise is first seen {improved} months after the raise. A response of Table 3 is documented once more when its printed duration is over: unchanged where the paper prints a plus, back at the percentage before the raise where it does not. Anyone else is judged after {followed} months, the median follow-up.",
    "**Chromosomes of hematologic failure.** Printed of patients 6 and 16 only. The charts of the other {without} have none, and the cytogenetic circumstances stay open for them.",
    "**Neutrophils, liver, kidneys, mutations.** Nothing is printed. Neutrophils are normal; of the rest the charts are silent, as the assessments say, and nothing blocks a step.",
)
INFERRED = "### Figures restored or supplied"
INFERRED_SAID = "The text of the paper at hand has lost every single digit that stood alone in a cell, the patient numbers 1 to 9 of Table 3 among them. These are inferred, each from what stands beside it; so are the groups of the rows of Table 3, from their lowest and last percentages."
INFERRED_OF_GROUP = "{place}, {title}: {figures}."
INFERRED_FIGURE = "{figure} {number} ({source})"
INFERRED_OF_ROWS: Mapping[str, str] = {
    "after": "Table 3, patients {patients}: 0% since the raise (the label is CR, which the paper defines as 0%).",
    "hematologic": "Table 3, patient {patients}: CHR (the text does not say which hematologic response went with the minor cytogenetic one).",
}
SUPPLIED_PH = "No row, {title}: {kind.count} with Ph {kind.ph}%, unchanged by the raise{of_300} ({kind.source})."
SUPPLIED_HEMATOLOGIC = "No row, {title}: {kind.count} with hematologic response {kind.hematologic}{of_300} ({kind.source})."
OF_300 = ", {count} of them raised from 300 mg"
# fmt: on
