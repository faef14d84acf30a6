"""This is where it is told what a service opens for nobody that it is handed a role to open.

AWS Backup takes keys to copy and to restore what they seal, into things that the role may write, and gives no text of
it to whoever starts that. What it changes so, and where it puts things, counts as ever. Sources: AWS Backup Developer
Guide, "Encryption for backups in AWS Backup" and "IAM service roles"; AWS Backup API Reference, "StartRestoreJob" and
"StartBackupJob" (`IamRoleArn`: the role that is used to create the target); read 2026-12.
"""

from typing import Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.graph.becoming.edges import Edge
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import is_of_another_owner
from daypass_policies.escalating.takeovers.choosing import chooses
from daypass_policies.escalating.takeovers.coding import path_actions
from daypass_policies.escalating.takeovers.gaining import Gain
from daypass_policies.escalating.takeovers.sealed import is_opening

_KEEPS_SHUT: Final = "backup:"


def opens_for_nobody(gain: Gain, edge: Edge, actor: Actor) -> bool:
    """Whether it is to open what a key sealed, and a role that was named to be handed goes to such a service alone.

    Who takes one of many chooses what is restored and where, which nobody meant.
    """
    if chooses(actor, edge.target) or is_of_another_owner(actor, edge.target):
        return False
    actions = path_actions(edge) - {HANDS_OVER}
    is_handed = bool(actions) and all(action.startswith(_KEEPS_SHUT) for action in actions)
    return is_handed and (gain.is_unsealed or is_opening(gain.action))
