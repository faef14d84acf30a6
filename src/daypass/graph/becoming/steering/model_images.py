"""This is where it is told which images of AWS import, unless they are told otherwise, code that comes with a model.

Its inference toolkit takes the program `inference.py` from the folder `code` of what is unpacked where no variable says
another, and TensorFlow Serving and DJL Serving there do alike. Servers of language models (`tgi`, `vllm`) take weights
alone until they are told to trust code. Sources: aws/sagemaker-inference-toolkit, "environment.py"
(`DEFAULT_MODULE_NAME`, `code_dir`); SageMaker Python SDK, "Use PyTorch with the SageMaker Python SDK" (Model Directory
Structure) and `image_uri_config` (the accounts by region); aws/sagemaker-tensorflow-serving-container, README
(Pre/Post-Processing); DJL Serving, "Operation Modes" (`model.py`); read 2026-12.
"""

import re
from typing import Final

_ACCOUNTS: Final = frozenset(
    (
        *("763104351884", "626614931356", "871362719292", "364406365360", "772153158452", "907027046896"),
        *("457447274322", "380420809688", "692866216735", "503227376785", "217643126080", "914824155844"),
        *("446045086412", "442386744353", "886529160074", "094389454867", "727897471807"),
    )
)
"""Those from which AWS gives its deep learning containers."""

_IMAGE: Final = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr(?:-fips)?\.[\w-]{1,32}\.[\w.-]{1,64}/(?P<repository>[a-z0-9-]{1,128})[:@].{1,300}"
)
_SERVES: Final = "inference"
_WEIGHTS_ALONE: Final = frozenset(("tgi", "tei", "vllm", "sglang"))


def imports_code(image: str) -> bool:
    """Whether an image of AWS serves models, and runs what comes with them."""
    found = _IMAGE.fullmatch(image)
    words = frozenset(found["repository"].split("-")) if found and found["account"] in _ACCOUNTS else frozenset()
    return _SERVES in words and words.isdisjoint(_WEIGHTS_ALONE)
