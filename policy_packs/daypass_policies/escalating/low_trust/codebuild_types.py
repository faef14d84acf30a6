"""This is where the types are named that CodeBuild is declared with: what is built, and what has it built by itself."""

from typing import Final

WEBHOOK: Final = "aws:codebuild/webhook:Webhook"
PROJECT: Final = "aws:codebuild/project:Project"
NATIVE_PROJECT: Final = "aws-native:codebuild:Project"
"""Also has its own triggers."""
