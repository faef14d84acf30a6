"""What holds for all tests: none of them has a time limit, because a busy machine is no error."""

from hypothesis import settings

settings.register_profile("daypass", deadline=None)
settings.load_profile("daypass")
