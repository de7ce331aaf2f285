"""Background on a card: strength and age of the evidence, current guidance, and what to check first.

Each sentence names its source. ``FOUNDING`` numbers are those printed in the founding paper.
"""

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
ADVISORY = "Advisory, for the treating clinician; it does not replace clinical judgment and is limited to the data in the chart."

FOUNDING = "Single center, no control group, published in 2003: 54 adults with CML in chronic phase after interferon failure, ECOG 0-1; 47 were escalated from 400 to 800 mg/day and 7 from 300 to 600 mg/day. The mechanism of imatinib failure (mutations) was not studied."
FOUNDING_HEMATOLOGIC = "Of the 20 patients escalated for hematologic resistance or relapse, 13 had a hematologic response (9 complete, 4 partial) and 1 a major cytogenetic response."
FOUNDING_CYTOGENETIC = "Of the 34 patients escalated for cytogenetic resistance or relapse, 13 had a major cytogenetic response (6 complete, 7 partial)."
FOUNDING_TOXICITY = "In 22 patients 800 mg/day had to be reduced again, in 13 of them for severe pancytopenia."

LATER_HEMATOLOGIC = "After hematologic failure, a cytogenetic response to escalation was rare: complete in 5% in a later series of the same center (Jabbour et al., Blood 2009;113:2154; 84 patients)."
LATER_CYTOGENETIC = "After cytogenetic failure, escalation led to a complete cytogenetic response in 52% in a later series of the same center (Jabbour et al., Blood 2009;113:2154; 84 patients)."
LATER_RANDOMIZED = "Later randomized data favor a second-generation TKI: in START-R at 2 years, imatinib 800 mg/day (49 patients) versus dasatinib (101) led to a major cytogenetic response in 33% versus 53%, and progression-free survival favored dasatinib (Kantarjian et al., Cancer 2009;115:4136)."
RANDOMIZED_EARLY = "Escalating early was compared with escalating by ELN's rules in a randomized trial (245 patients; Blood Adv 2019;3:312): a major molecular response in 58.7% versus 52.1% at 12 months and 68.3% versus 70.0% at 24 months, no gain; withdrawn for failure 2.5% versus 9.2%."
RANDOMIZED_PRETREATED = "In pretreated chronic phase, 800 mg/day for 6 months and then 400 mg/day was compared with 400 mg/day throughout (227 patients; NCT00327262): a complete cytogenetic response in 40.4% versus 16.8% at 6 months and 40.4% versus 24.8% at 12 months, equal survival, and worse event-free survival at the high dose (P=.014)."
TIDEL_II = "From 600 mg/day on, a major molecular response at 12 months was reached by 64%, and 55% were still on imatinib at 2 years (TIDEL-II, 210 patients, Blood 2015;125:915)."

ESCALATION_TODAY = "Current guidance prefers a change of TKI; imatinib dose escalation is a fallback where no other TKI can be given."
NO_ESCALATION_FROM_THIS_DOSE = "**The 2003 protocol defines no escalation from this dose.** Review for another treatment: current guidance prefers a change of TKI."
GUIDANCE_TODAY = "Published guideline tables (J Oncol Pharm Pract 2017; ASH 2018): check adherence and interactions, then ABL1 mutations, then change the TKI; escalate imatinib only where that is not possible. ELN 2025 (Leukemia 2025;39:1797) leaves a change more to the patient's circumstances."
EUROPEAN_LABEL = "According to two unofficial copies, the European label allows 600 or 800 mg/day in chronic phase; check the current product information."

CHECK_ORDER = "Define resistance by milestones, not by a single value; rule out missed doses, interactions and earlier dose reductions first; analyze mutations, by next-generation sequencing if possible, to exclude TKIs rather than to pick one (Soverini and Castagnetti, Blood 2026;147:337; its summary was read)."
CHECK_ADHERENCE = "Adherence: ask the patient, and compare with dispensed supplies."
CHECK_INTERACTIONS = "Interactions: strong CYP3A4 inducers (such as rifampin, phenytoin, carbamazepine, St John's wort) can lower imatinib exposure."
CHECK_MUTATIONS = "ABL1 kinase-domain mutations: analyze before any dose escalation; T315I and other imatinib-resistant mutations argue against it."
CHECK_BLASTS = "Blasts are reported: repeat the count now, and establish the phase by blood, marrow and karyotype. The protocol was for chronic phase."
CHECK_COUNTS = "Other causes of abnormal counts: infection, corticosteroids, G-CSF, recent transfusion. This service cannot detect all of them."
CHECK_PHASE = "Disease phase: establish it by blood, marrow and karyotype. The protocol was for chronic phase."
CHECK_TOLERANCE = "Tolerance: the US label increases the dose only in the absence of a severe adverse reaction and of severe neutropenia or thrombocytopenia not caused by leukemia. Edema is more frequent at higher doses and above 65 years."
# fmt: on
