"""`manage.py up`: everything an instance needs, started, watched and stopped as one."""
