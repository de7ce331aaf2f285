"""A review: no criterion of the protocol is met, and the chart shows what calls for one."""

from cds_service.demonstration.patients.story import Story, expect_assessment
from cds_service.synthetic_charts.blood import blood
from cds_service.synthetic_charts.diagnoses import cml
from cds_service.synthetic_charts.entry import Ago, days, months
from cds_service.synthetic_charts.genetics import bcr_abl1, karyotype, kinase_domain_mutation
from cds_service.synthetic_charts.prescriptions import imatinib
from response_criteria.model.findings import Status
from response_criteria.model.recommendations import Action

REVIEWED = (
    Story(
        id="juniper-spark",
        given="Juniper",
        family="Spark",
        gender="male",
        born="1966-04-19",
        title="T315I beside an old normal karyotype",
        summary="Three years on 400 mg; BCR::ABL1 rose from 0.05 to 8% and T315I was found. The last karyotype is old.",
        expected=expect_assessment(
            Action.REVIEW,
            blocked_by=("resistant-mutation",),
            hematologic_resistance=Status.NOT_APPLICABLE,
            cytogenetic_resistance=Status.NOT_MET,
            hematologic_relapse=Status.NOT_MET,
            cytogenetic_relapse=Status.NOT_MET,
        ),
        chart=(
            (Ago(months=36, days=16), cml()),
            (months(36), blood("93", "476", "55", myelocytes="8", metamyelocytes="5", basophils="4")),
            (months(36), imatinib(400)),
            (months(33), blood("6.4", "254", "3.7")),
            (months(32), blood("6.1", "249", "3.5")),
            (months(24), karyotype(20, of=20, sex="XY")),
            (months(11), karyotype(0, of=20, sex="XY")),
            (months(11), bcr_abl1("0.05")),
            (months(5), bcr_abl1("2")),
            (days(20), bcr_abl1("8")),
            (days(20), blood("5.7", "238", "3.2")),
            (days(9), kinase_domain_mutation("T315I")),
        ),
    ),
)
