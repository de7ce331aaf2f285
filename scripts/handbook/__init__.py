"""The handbook (docs/handbook.md): every rule, table, example and sentence, printed from the objects that decide.

page            the whole page, in order
criteria        eligibility, escalation criteria, interpretations
publications    definitions of the protocol, guidelines and label
decisions       recommendation, precautions, decision records, open questions
examples        the specifications that the tests run
code_tables     the code and unit tables of the mappings
wordings        every sentence of a card
edition_text    the text whose fingerprint identifies an edition
patients, axes, plot    a demonstration patient for each criterion, drawn as SVG
"""
