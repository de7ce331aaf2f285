#!/bin/sh
# The tests that are to notice a change. Those that read the changed module most closely come first and alone: where one
# of them fails, the others need not even be collected.
set -e

tests() { python -m pytest -q -x -p no:cacheprovider "$@"; }

cd tests/response_criteria
case $(git diff --name-only) in
    */bands.py | */grades.py) tests ../properties/test_bands.py test_responses.py ;;
    */conditions.py | */study110/*) tests test_chr_lists.py test_hematologic_resistance.py ;;
    */cytogenetic_*.py | */karyotypes.py) tests test_cytogenetic_relapse.py test_cytogenetic_resistance.py test_karyotypes.py ;;
    */dose_step*.py | */options.py | */recommendation.py) tests test_dose_steps.py test_recommendation.py ;;
    */hematologic_response.py) tests test_responses.py ;;
    */hematologic_*.py) tests test_hematologic_resistance.py test_hematologic_relapse.py ;;
    */periods.py) tests test_periods.py ;;
    */us_label/*) tests test_label_today.py test_precautions.py ;;
esac
tests . ../properties/test_bands.py ../health/test_edition.py::test_the_edition_that_judges_is_listed_with_its_date_and_state
