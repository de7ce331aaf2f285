#!/bin/sh
# The tests that should notice a mutation. Those closest to the changed module run first: if one of them fails, the
# others need not even be collected.
set -e

tests() { python -m pytest -q -x -p no:cacheprovider "$@"; }

cd tests/response_criteria
case $(git diff --name-only) in
    */bands.py | */grades.py) tests ../properties/test_bands.py responses/test_summary.py ;;
    */count_conditions.py | */study110/*)
        tests publications/test_chr_lists.py publications/test_hematologic_resistance.py ;;
    */cytogenetic_*.py | */ph_increase.py)
        tests publications/test_cytogenetic_relapse.py publications/test_cytogenetic_resistance.py \
            results/test_cytogenetic_analyses.py ;;
    */dose_step*.py | */options.py | */recommendation.py)
        tests publications/test_dose_steps.py assessment/test_recommendation.py ;;
    */hematologic_response.py) tests responses/test_summary.py ;;
    */hematologic_*.py | */findings.py)
        tests publications/test_hematologic_resistance.py publications/test_hematologic_relapse.py ;;
    */periods.py) tests model/test_periods.py ;;
    */us_label/*) tests context/test_label_today.py precautions/test_precautions.py ;;
esac
tests . ../properties/test_bands.py ../repo_rules/test_edition.py::test_the_edition_that_judges_is_listed_with_its_date_and_state
