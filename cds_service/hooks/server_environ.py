"""What the server tells the application about a request, as members of the WSGI environment.

``cds_service.serving`` sets them. Under another WSGI server, or in a test, none is set.
"""

RECEIVED = "imatinib_cds.received"
"""Moment on the monotonic clock at which the request was accepted, less the time it waited in a trusted proxy."""
REFUSAL = "imatinib_cds.refusal"
"""CallError with which the request is to be answered; its body was not read."""
CLIENT = "imatinib_cds.client"
"""Client and tenant that were authenticated before the body was read."""
IS_SATURATED = "imatinib_cds.is_saturated"
"""Whether a hook call would be refused at present."""
