"""The hooks of this service, one module each. To add a hook, write its module and list it here."""

from cds_service.hooks.hook import Hook
from cds_service.hooks.patient_view import IMATINIB_RESPONSE

HOOKS: tuple[Hook, ...] = (IMATINIB_RESPONSE,)
