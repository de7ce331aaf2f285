"""Configuration for sites that start gunicorn themselves, with the options and settings of `imatinib-cds serve`.

gunicorn --config deploy/gunicorn.conf.py 'cds_service.server:application()'
"""

from cds_service.server import build_gunicorn_options
from cds_service.settings import read_settings

globals().update(build_gunicorn_options(read_settings()))
