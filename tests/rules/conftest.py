"""A busy machine is no reason to fail: properties have no deadline here. `make chaos` tries each twice as often."""

from hypothesis import settings

from tests.forms import form

settings.register_profile("patient", deadline=None, max_examples=form(short=50, whole=100))
settings.load_profile("patient")
