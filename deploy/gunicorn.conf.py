"""For sites that run gunicorn themselves. The options are those of `imatinib-cds serve`, from the same settings.

gunicorn --config deploy/gunicorn.conf.py 'cds_service.server:application()'
"""

from cds_service.server import gunicorn_options
from cds_service.settings import read_settings

globals().update(gunicorn_options(read_settings()))
