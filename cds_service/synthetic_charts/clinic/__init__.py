"""A simulated clinic: charts as ordinary practice leaves them, with courses whose truth is known.

``simulate_clinic`` yields the patients. Each is drawn by its number and the seed alone: the same arguments give the
same charts, and a larger clinic begins with the patients of a smaller one (decision 0140).
"""

from cds_service.synthetic_charts.clinic.complications import Complication
from cds_service.synthetic_charts.clinic.courses import Course
from cds_service.synthetic_charts.clinic.patient import SimulatedPatient
from cds_service.synthetic_charts.clinic.simulation import simulate_clinic
from cds_service.synthetic_charts.clinic.truth import Concern

__all__ = ["Complication", "Concern", "Course", "SimulatedPatient", "simulate_clinic"]
