"""Nobody can give themselves more rights than they were given."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeVar

from daypass.data.escalation_paths import KINDS, EscalationPath, PathKind
from daypass.graph.becoming.steering.commands.orders import NAMING
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.administering import judged
from daypass_policies.escalating.edits_elsewhere import edits_elsewhere
from daypass_policies.escalating.entrances.anchors import takes_no_new_anchor
from daypass_policies.escalating.entrances.every import opened, unopened
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.escalation import Escalations, HeldPath
from daypass_policies.escalating.low_trust.aliases import POLICIES, devices_as_others
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.low_trust.unreviewed import Unreviewings, taken_by_starting
from daypass_policies.escalating.paths_held import is_lesser, of_paths
from daypass_policies.escalating.rewriting import Rewriting
from daypass_policies.escalating.risen import steps_of, to_another
from daypass_policies.escalating.rising import Rise, Rising
from daypass_policies.escalating.service_roles import only_does_as_defined
from daypass_policies.escalating.takeovers.taking import taken, untaken
from daypass_policies.escalating.takeovers.workers import works_for_itself
from daypass_policies.escalating.told import Doubts, at, by, is_by_service_role, stands_in, unjudged, within_bounds
from daypass_policies.handed_out import TYPES_AND_IDENTITIES

_Found = TypeVar("_Found")

_OF_ALL_OF_IAM: Final[tuple[PathKind, ...]] = ("self-escalation",)
"""Who is given all of IAM has everything else from that."""

_NEW_ANCHOR: Final = "rolesanywhere-x03"


@rule(
    "no-path-to-more-rights",
    risk="privilege-escalation",
    severity="critical",
    confidence="high",
    level="mandatory",
    applies_to=tuple(dict.fromkeys((*TYPES_AND_IDENTITIES, *POLICIES))),
    stack=True,
    controls=(
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "NIST-800-53:AC-3",
        "PCI-DSS-4.0.1:7.2.2",
        "SOC2:CC6.3",
        "MAESTRO:X-PRIVILEGE-ESCALATION",
    ),
    remedy="Take away the action that the message names, or name the few roles and resources it is meant for.",
    aliases=(
        "checkov:CKV_AWS_286",
        "checkov:CKV_AWS_110",
        "prowler:iam_policy_allows_privilege_escalation",
        "prowler:iam_inline_policy_allows_privilege_escalation",
    ),
)
def no_path_to_more_rights(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Some sets of actions, each harmless by itself, together give whoever has them the rights of an administrator.

    The known paths (pathfinding.cloud and newer ones, each with an id and a page) are looked for in what an identity
    may do in the end: all its policies together, those of its groups, patterns in any case, `NotAction`, less what a
    Deny, a permissions boundary or a condition takes away. The message names the action without which there is no path.

    A path counts where it leads to whatever there is: any role can be passed to the service (`iam:PassedToService` is
    asked about, and `iam:AssociatedResourceArn`, whether the action makes such a thing), any function be changed, any
    user be given a key. Who may pass any role counts with each action that takes one, also where no list has it; what
    only AWS's own policies let be passed, to one service for one kind of thing, counts where the stack has a role for
    that service. What is limited to names, a boundary, one's own user or tags that the holder cannot set is limited; a
    named role, group or function still counts where the stack shows that it may do everything. What the policies of
    buckets, queues, repositories and the like let a role of their account do counts as well. A path is closed where a
    Deny takes out all that the stack has for it.

    A policy that nothing in the stack attaches is judged as if somebody had it; a boundary gives nothing. Whom somebody
    becomes who writes their own rights anyway is told by `no-rewriting-of-own-rights` alone. Of whoever may do
    everything `no-admin-access` speaks, and of what follows from all but some actions (`NotAction`) alone, unless these
    name some of IAM's, as if to keep the holder from more rights, and forget others by which it gives itself all.

    Of roles and groups that other stacks make only the names are seen: to edit one that AWS makes an administrator
    (`OrganizationAccountAccessRole`) counts, one that is called so is advisory, and so is a role of a workload that
    makes credentials for a user that it names: those do not end with its session.

    All else is advice: what somebody gets so that is less than everything. It depends on who it is.

    Of a workload that is neither a pipeline's nor a person's (another company's, which shows an external id, and a user
    that is a machine's are such) counts

    - that it rewrites what another one runs, or passes its role, and so reads a secret, changes or reads stored things
      that it was not given; that it makes run whatever there is, and so what reads a secret of others; that it submits
      a batch job whose image is a tool (an official one of Docker, the command line of AWS) and runs what it is told;
    - of a role that it names to pass, or that is called like it and a pattern takes in, secrets, and what it changes
      where a higher class stands on it, or where it is called otherwise and a function, an agent or a machine runs as
      it already;
    - of a role that it names, and into whose trust it writes itself, secrets and changes, or secrets alone of one that
      is called like it; of a role that it becomes, and whose permissions boundary it takes off, secrets and changes
      that the boundary held back;
    - of a data source of AppSync whose resolvers it may write and ask, what its role may by a pattern in the service
      that it calls;
    - of a group that a pattern lets it join, or put a user into whose credential it makes, secrets and changes;
    - of the role of an identity pool's users, for any of whom it vouches by a pattern of actions
      (`cognito-identity:Get*`), or to any pool, secrets and changes;
    - of a user whose access key the stack keeps in a secret or a parameter that it reads, and that no name says to be
      its own, what is grave: secrets, identities, databases, and to destroy;
    - of a location of S3 Access Grants what its role may there, where it makes grants and asks for data access;
    - what a batch job of S3 copies as a role that it names, from where that alone reads to where it reads as well, or
      back, and so of DataSync as the roles of two locations, unless a role is called like it, or may well be where it
      names the locations; and what the role of a job of Glue may that it starts, and that reads what it writes:
      secrets, where it names the job;
    - that it may make itself a device, sign certificates for an anchor (as a host, too), sign in as any user of a
      database, set the master password of any, make itself the master user of a search domain with fine-grained access
      control that it searches, have a knowledge base take in what it may not read and ask for that, put users into a
      group of Cognito whose role has more, set attributes of users there that choose their role or tag and be such a
      user, draw any credential of AgentCore's token vault as any agent, write the row or send the message that says
      that something was approved, by whose filter what changes identities is started (unless a name says that it is
      there for approvals, or it alone writes there and that changes others), read every secret, write the data access
      policies of OpenSearch Serverless or those of access points to which a bucket delegates, grant itself a key whose
      policy lets it give grants and keeps the rest from it, or update a stack set with service-managed permissions with
      whatever template.

    Of whoever takes over what another owner answers for (by the tag of the settings; where no file names it, by such as
    `owner` and `team` if the names say so too, or the holder is called after its own owner) counts all that this may:
    what it runs, its role that is passed, a credential of its user, devices; of a pipeline that was given it by its
    name, what it changes and secrets. So of whoever changes what runs as a role that a denial of their own names in
    vain, and that is not called like them. Else of people secrets count, what is stored where a role that they pass
    sees it, and what the launch role of a product may to which they add a version. Of a pipeline, a host, and a state
    machine count only

    - the secrets of those that it reaches by a pattern, or by a document that is applied to machines, and of which
      nothing in the names says that they are its own; of what it names, where both are called by whose they are, and
      that is not the same; of the build of another repository than that whose pipelines enter it;
    - where its name says whose it is, all that the roles may that it passes by a pattern; and, unless it is a pipeline
      that was given the product by its name, what the launch role of a product of Service Catalog may to which it adds
      a version that it launches.

    Of a role which pull requests, any branch, or guests of an identity pool enter, counts what they take over, by one
    step or several and unchecked, where that begins with such a path: secrets and changes, of a role that they pass by
    name secrets. Of anyone counts

    - what every role may that takes the same tokens of an identity pool with the classic flow as one that it has;
    - that it may rewrite a trust anchor by which a role is entered, or a SAML provider by which one is that has secrets
      or changes something which it may not; unless they are people, make itself administrator of a cluster of EKS,
      though it names that one; sign tokens as an OIDC provider that roles trust, of which one has more, or weighs so
      where the bucket is named: it writes the keys, in the bucket from which S3 or a distribution serves them, and was
      not given these alone; has the distribution fetch from elsewhere; or leads the host of that elsewhere;
    - that it may write the policy of what it may not read, unless as the pipeline that makes or fills it; that it has
      devices run what it likes whose role reads secrets, unless they are its own; that it starts a state machine which
      reads whatever secret the input names, and sees the result, where the role of that reads secrets by a pattern, or
      that gives whatever policy or membership the input names: to whoever names themselves; that what it sends is the
      statement that a state machine executes, or names one of several roles as which that changes something, or reads
      what they see then, or the commit that a build takes from a repository, of which the stack does not say who
      pushes, or themselves to a machine that gives a policy by which they may more; so it is with what it stores and a
      machine reads (an item, an object, a parameter, a secret, a message), unless it may not write the attributes that
      decide, or another says which item is read;
    - that a request of theirs to API Gateway names what an integration starts, sends to or writes as its role, where
      that may do so to several things, and the route knows its callers by IAM; or is the input of such a machine;
    - that an agent or another workload may ask any agent or knowledge base by a pattern, and not only its own (named,
      or called like it), where one of others changes or reads what it may not;
    - of devices, that a policy of IoT lets them take role aliases by a pattern (`rolealias/*`), where one of these
      gives a role that reads a secret or changes something which that of another, or of the one that is named, may not.
      What a role lets each device do below its own name is the device's.

    Advice is also any role for a service that only moves or analyses data with it (CloudTrail, MediaConvert), on no
    known path, and every path of a role that a service alone has, for what a definition says (the start of a task, the
    delivery of a stream). What only AWS's own policies for the roles of services allow, which its guides say to attach,
    is told in profile `strict` alone; an entrance above (an anchor, a device, a vault) that they alone open is none.

    Refused:
        deployer:
          type: aws:iam/role:Role
          properties: {name: deployer, assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'}
        deploys:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: deployer
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": ["lambda:Create*", "lambda:Invoke*"], "Resource": "*"},
                             {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]}

    Mended:
        deployer:
          type: aws:iam/role:Role
          properties: {name: deployer, assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'}
        deploys:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: deployer
            policy: >-
              {"Version": "2012-10-17",
               "Statement": [{"Effect": "Allow", "Action": ["lambda:Create*", "lambda:Invoke*"], "Resource": "*"},
                             {"Effect": "Allow", "Action": "iam:PassRole",
                              "Resource": "arn:aws:iam::111122223333:role/app/reports"}]}
    """
    escalations, rising = stack.once(Escalations, ask.settings), stack.once(Rising, ask.settings)
    told, doubts, triggering = set[tuple[str, str]](), Doubts(), rising.reach.stack.once(Triggering, rising)
    rewriting = stack.once(Rewriting, ask.settings)
    for actor in judged(stack, ask):
        yield from unjudged(actor, told)
        if actor.is_administrator:
            forgotten = escalations.of(actor) if actor.forgets_some_of_iam else ()
            yield from _of(actor, tuple(one for one in forgotten if _is_of_itself_by_iam(one.path)), ())
        else:
            held = _leading_on(_beyond_everything(actor, escalations.of(actor)), rising)
            rises = rising.of(actor)
            own = _told(actor, held, strict=ask.profile == "strict")
            own_problems = _of(actor, own, _beyond_itself(actor, rises, rewriting))
            yield from within_bounds(actor, _weighed(actor, own_problems, stack))
            elsewhere = () if own else tuple(_elsewhere(actor, escalations, rewriting, doubts))
            yield from within_bounds(actor, elsewhere)
            unreviewed = tuple(_unreviewed(actor, rising))
            yield from unreviewed
            is_told = own or rises or elsewhere or unreviewed
            others = () if is_told else tuple(_to_others(actor, rising, triggering))
            yield from within_bounds(actor, _beyond_itself(actor, others, rewriting))
            is_quiet = not (is_told or others)
            left = (*untaken(actor, rising), *unopened(actor, rising)) if is_quiet else ()
            yield from doubts.of(actor, (*_unknown(held, rises), *left))
    yield from devices_as_others(stack, rising, doubts)


def _elsewhere(
    actor: Actor, escalations: Escalations, rewriting: Rewriting, doubts: Doubts
) -> Iterator[Problem | Open]:
    """What it does to those of other stacks; whom it remakes `no-rewriting-of-own-rights` tells."""
    is_told = rewriting.remakes_one(actor)
    return edits_elsewhere(actor, escalations.actors, doubts, with_credentials=not is_told)


def _beyond_everything(actor: Actor, held: tuple[HeldPath, ...]) -> tuple[HeldPath, ...]:
    """Without those that whoever is given nearly everything (as by PowerUserAccess) goes by that alone.

    That a list of exceptions is there to close them and forgets one is another fault than how much else it leaves.
    """
    forgotten = [one for one in held if actor.forgets_some_of_iam and _is_of_itself_by_iam(one.path)]
    return tuple(one for one in held if one in forgotten or not actor.has_among_everything(*one.path.actions))


def _is_of_itself_by_iam(path: EscalationPath) -> bool:
    return path.kind in _OF_ALL_OF_IAM and all(action.startswith("iam:") for action in path.actions)


def _beyond_itself(actor: Actor, found: tuple[_Found, ...], rewriting: Rewriting) -> tuple[_Found, ...]:
    """Nothing of whoever writes what it may do itself, which `no-rewriting-of-own-rights` tells."""
    return () if found and rewriting.is_of_itself(actor) else found


def _leading_on(held: tuple[HeldPath, ...], rising: Rising) -> tuple[HeldPath, ...]:
    """Without a new trust anchor where each role that anchors enter names its own."""
    if not any(one.path.id == _NEW_ANCHOR for one in held) or not rising.reach.stack.once(takes_no_new_anchor, rising):
        return held
    return tuple(one for one in held if one.path.id != _NEW_ANCHOR)


def _told(actor: Actor, held: tuple[HeldPath, ...], *, strict: bool) -> tuple[HeldPath, ...]:
    """Without what AWS's own policies for the roles of its services give, which its guides say to attach."""
    return held if strict else tuple(one for one in held if not is_by_service_role(one.answer.grounds, actor))


def _of(actor: Actor, held: tuple[HeldPath, ...], rises: tuple[Rise, ...]) -> Iterator[Problem]:
    certain = [one for one in held if not one.answer.unknown]
    has_it_all = actor.has_all_of_iam and not actor.is_walled_from_iam
    kinds: tuple[PathKind, ...] = _OF_ALL_OF_IAM if has_it_all else KINDS
    by_kind = {kind: found for kind in kinds if (found := [one for one in certain if one.path.kind == kind])}
    handing = by_kind.get("new-passrole", [])
    # Whoever may hand any role to something new need not take over what runs: it is said, and is no finding more.
    beside = by_kind.pop("existing-passrole", []) if any(not is_lesser(one, actor) for one in handing) else []
    for kind, found in by_kind.items():
        yield of_paths(actor, kind, found, beside if kind == "new-passrole" else [])
    if not certain:
        yield from (_to_one(actor, one) for one in rises if _is_told(one) and not one.unknown)


def _weighed(actor: Actor, told: Iterator[Problem], stack: Stack) -> Iterator[Problem]:
    """Advice where nobody's code has the role, and nobody holds it: a service does with it what is written down."""
    for one in told:
        is_idle = one.severity != "medium" and only_does_as_defined(actor.resource, stack)
        yield replace(one, severity="medium", advisory=True) if is_idle else one


def _unknown(held: tuple[HeldPath, ...], rises: tuple[Rise, ...]) -> Iterator[Untold]:
    """What keeps from deciding about a kind of path of which none is certain."""
    certain = {one.path.kind for one in held if not one.answer.unknown}
    yield from (untold for one in held if one.path.kind not in certain for untold in one.answer.unknown)
    if not certain:
        yield from (untold for one in rises if _is_told(one) for untold in one.unknown)


def _is_told(rise: Rise) -> bool:
    """Whether this rule speaks of it, rather than one about what is assumed."""
    return rise.is_far and not rise.is_by_assuming


def _to_one(actor: Actor, rise: Rise) -> Problem:
    """A path to one identity of the stack, that the holder may name as it should: it is too strong."""
    ids = sorted({id_ for edge in rise.edges for id_ in edge.paths})
    fact = f"{actor.title} may act as {rise.target}, which {rise.words}: {steps_of(rise)}"
    told = Problem(fact, key=f"to {rise.target.name} {' '.join(ids)}".strip(), on=actor.resource)
    if NAMING.isdisjoint(ids):
        return told
    # Whoever names a commit must have put it into the repository, and the stack does not say who pushes there.
    message = f"{fact}, where they have a commit or a pull request in its repository"
    return replace(told, message=message, severity="medium", confidence="medium", advisory=True)


def _unreviewed(actor: Actor, rising: Rising) -> Iterator[Problem]:
    """The path of whoever comes as a pull request, a branch or a guest."""
    found = rising.reach.stack.once(Unreviewings, rising).of(actor)
    if found and found.is_by_a_path:
        yield to_another(f"{actor.title}, which {found.who} enters,", actor, found.taken, ", without a check")


def _to_others(actor: Actor, rising: Rising, triggering: Triggering) -> Iterator[Problem]:
    """A path to an identity that is not strong, and has what this one was not given; else an entrance of others."""
    found = taken(actor, rising)
    if not found and works_for_itself(actor, rising):
        found = taken_by_starting(actor, rising, triggering)
    if found:
        yield to_another(actor.title, actor, found)
    elif way := next((one for one in opened(actor, rising) if _is_open(one, actor)), None):
        yield Problem(
            f"{actor.title} may {way.words} ({way.action}){by(way.answer.grounds)}",
            at=at(way.answer.grounds, actor.resource),
            key=f"opens {way.action}",
            severity="medium",
            confidence="medium",
            advisory=True,
            on=actor.resource,
            within=stands_in(way.answer.grounds, actor.resource),
        )


def _is_open(way: Opened, actor: Actor) -> bool:
    """Whether it is, for certain, by more than what AWS's guides say to attach to the role of a service."""
    return way.answer.is_certain and not is_by_service_role(way.answer.grounds, actor)
