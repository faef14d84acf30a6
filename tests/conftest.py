"""What holds for all tests: no time limit, because a busy machine is no error, and the same examples for everybody.

`DAYPASS_EXPLORE=1` draws new examples instead: whoever looks for what nobody has tried, before a release, wants those.
"""

import os

from hypothesis import settings

settings.register_profile("daypass", deadline=None, derandomize="DAYPASS_EXPLORE" not in os.environ)
settings.load_profile("daypass")
