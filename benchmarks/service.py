"""The service as gunicorn serves it in a benchmark."""

from cds_service.app import create_app
from cds_service.settings import Profile, Settings

app = create_app(Settings(profile=Profile.DEVELOPMENT, time_budget_s=60))
