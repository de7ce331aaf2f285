"""What a card says beside the patient's own data: how strong and old the evidence is, and what to check first.

Each sentence carries its source. ``FOUNDING`` numbers are the founding paper's own, as it printed them.
"""

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
ADVISORY = "Advisory, for the treating clinician; it does not replace clinical judgment, and it sees only what the chart let it see."

FOUNDING = "One center, no control group, published in 2003: 54 adults with CML in chronic phase after interferon failure, ECOG 0-1, of whom 47 went from 400 to 800 mg/day and 7 from 300 to 600 mg/day. Why imatinib had failed (mutations) was not examined."
FOUNDING_HEMATOLOGIC = "Of the 20 raised for hematologic resistance or relapse, 13 had a hematologic response (9 complete, 4 partial), and 1 a major cytogenetic response."
FOUNDING_CYTOGENETIC = "Of the 34 raised for cytogenetic resistance or relapse, 13 had a major cytogenetic response (6 complete, 7 partial)."
FOUNDING_TOXICITY = "In 22 patients 800 mg/day had to be reduced again, in 13 of them for severe pancytopenia."

LATER_HEMATOLOGIC = "After hematologic failure a cytogenetic response to the raise was rare: complete in 5% in a later series of the same center (Jabbour et al., Blood 2009;113:2154; 84 patients)."
LATER_CYTOGENETIC = "After cytogenetic failure the raise brought a complete cytogenetic response in 52% in a later series of the same center (Jabbour et al., Blood 2009;113:2154; 84 patients)."
LATER_RANDOMIZED = "Later randomized data favor a second-generation TKI: in START-R, at 2 years, imatinib 800 mg/day (49 patients) against dasatinib (101) gave a major cytogenetic response in 33% against 53%, and progression-free survival favored dasatinib (Kantarjian et al., Cancer 2009;115:4136)."

STEP_TODAY = "Current guidance prefers a change of TKI; raising imatinib is a fallback where another TKI cannot be given."
NO_STEP_FROM_HERE = "**The 2003 protocol has no step from this dose.** Review for another treatment: current guidance prefers a change of TKI."
GUIDANCE_TODAY = "Published guideline tables (J Oncol Pharm Pract 2017; ASH 2018): check adherence and interactions, then ABL1 mutations, then change the TKI; raise imatinib only where that is not possible. ELN 2025 (Leukemia 2025;39:1797) leaves a change more to the patient's circumstances."
EUROPEAN_LABEL = "By two unofficial copies the European label allows 600 or 800 mg/day in chronic phase; check the current product information."

CHECK_ADHERENCE = "Adherence: ask, and compare with what was dispensed."
CHECK_INTERACTIONS = "Interactions: strong CYP3A4 inducers (such as rifampin, phenytoin, carbamazepine, St John's wort) can lower the level of imatinib."
CHECK_MUTATIONS = "ABL1 kinase-domain mutations: analyze before any step; T315I and other mutations insensitive to imatinib speak against it."
CHECK_BLASTS = "Blasts are reported: repeat the count now, and establish the phase by blood, marrow and karyotype. The protocol was for chronic phase."
CHECK_COUNTS = "What else moves the counts: infection, corticosteroids, G-CSF, a recent transfusion. This service cannot see them all."
CHECK_PHASE = "The phase: establish it by blood, marrow and karyotype. The protocol was for chronic phase."
CHECK_TOLERANCE = "Tolerance: the US label raises the dose only without a severe adverse reaction and without severe neutropenia or thrombocytopenia that the leukemia does not explain. Edema is more frequent at higher doses and above 65 years."
# fmt: on
