"""Single lines of a card or report: evidence, responses, treatment, criteria, precautions, label and guidelines."""
