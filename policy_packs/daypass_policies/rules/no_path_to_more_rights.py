"""Nobody can give themselves more rights than they were given."""

from collections.abc import Iterator
from dataclasses import replace

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.low_trust.aliases import POLICIES
from daypass_policies.escalating.paths_told import PathsTold
from daypass_policies.escalating.stores.data_admins import data_admins
from daypass_policies.escalating.stores.guarded_domains import DOMAINS
from daypass_policies.escalating.stores.lakes import LAKES
from daypass_policies.handed_out import TYPES_AND_IDENTITIES


@rule(
    "no-path-to-more-rights",
    risk="privilege-escalation",
    severity="critical",
    confidence="high",
    level="mandatory",
    applies_to=tuple(dict.fromkeys((*TYPES_AND_IDENTITIES, *POLICIES, *LAKES, *DOMAINS))),
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

    - that it rewrites what another one runs (also a pickle in S3 that a variable or an argument tells that to load, or
      the archive from which a model of SageMaker takes its program, but for a training that alone writes it; the
      environment or the orders of the log router that a task takes from S3, but for who alone releases it; a secret
      that fills such a variable as `NODE_OPTIONS`), has the container engine of a host that it shares with tasks of
      others, brings a host on which these are placed, it, a message to a worker of Celery that takes pickles, and what
      the template of a stack includes), or passes its role, and so reads a secret, changes or reads stored things that
      it was not given; that it makes run whatever there is, and so what reads a secret of others; that it submits a
      batch job whose image is a tool (an official one of Docker, the command line of AWS) and runs what it is told, or
      one that is told which interpreter it runs, and that another submits who is called like it; that it passes, to a
      task which runs whatever command it is started with, the role of another's task, which changes what its own task,
      called like it, only reads;
    - that a function whose code stands in the stack takes code from a mount where it may write, or runs as a command,
      code, a pickle or a template in no sandbox what it sends to that, or what that reads from a table, a bucket or a
      parameter which it may write, or gives it the credentials of whichever role it names, and the code checks none of
      that; or that another one, which says by its settings, its name or a text that it runs what stands in messages,
      takes these from a queue that it reaches by a pattern alone, and that does not refuse it; or that one which may
      assume several roles says by a setting (`GRANTS_TABLE`) by which table, parameter or object it decides which it
      gives out, where it may write there and is called after neither that nor, if it names that, after approvals;
    - of the pipeline that applies a state of Terraform, OpenTofu or Pulumi (what a bucket, a folder or a setting of a
      build calls so) that it may write, secrets and changes; a folder of its own in that bucket is no state, and what
      locks one neither;
    - of a role that it names to pass, or that is called like it and a pattern takes in, secrets, and what it changes
      where a higher class stands on it, or where it is called otherwise and a function, an agent or a machine runs as
      it already; where it passes one to a service that does with it what a definition says (a rule, a schedule), what
      those may whom this role commands, as if it did so itself, and what that starts beside what the definitions name
      that it has in the stack; and of the administration role of a stack set what the execution role may that this
      assumes, of one that is called like it what changes identities;
    - of a role that it names, and into whose trust it writes itself, secrets and changes, or secrets alone of one that
      is called like it; of a role that it becomes, and whose permissions boundary it takes off, secrets and changes
      that the boundary held back;
    - of a data source of AppSync whose resolvers it may write and ask, what its role may by a pattern in the service
      that it calls, or of one that a field has do so to whatever its argument names, the one action that it calls;
    - of an integration of API Gateway that it may patch, and test or call, what that does not call yet;
    - of a role of another's that it names, and puts on a database to which it signs in, what SQL may do as it;
    - of a group that a pattern lets it join, or put a user into whose credential it makes, secrets and changes;
    - of the role of an identity pool's users, for any of whom it vouches by a pattern of actions
      (`cognito-identity:Get*`), or to any pool, secrets and changes;
    - of an interpreter of AgentCore that an agent was given by name and is called otherwise, what its role reads of the
      kind that the agent reads itself elsewhere, and where the interpreter does not write (nothing of one that was
      made for a workload alone, which is no agent's and was given it by name);
    - of a function that names its code in S3 without a version, where it writes that object, and more than its folder,
      and somebody else of the stack, who may read it, updates the function from there;
    - of a user whose access key the stack keeps in a secret or a parameter that it reads, and that no name says to be
      its own, what is grave: secrets, identities, databases, and to destroy; and of a role that is entered by a
      certificate (Roles Anywhere), where a secret that a pattern takes in says by its name or description that it holds
      the key of the very subject for which the role asks, of who neither puts it there nor is called after it;
    - of a location of S3 Access Grants what its role may there, where it makes grants and asks for data access;
    - what a batch job of S3, or a pipeline of OpenSearch Ingestion, copies as a role that it names, from where that
      alone reads to where it reads as well, or back (of a pipeline what is not called like it), and so of DataSync as
      the roles of two locations, unless a role is called like it, or may well be where it names the locations; what a
      delivery stream of Firehose or a connector of MSK Connect carries whose settings it changes, where the role of
      that writes somewhere that it reads; and what the role of a job may that it starts with a script of its own, in
      Glue or SageMaker: secrets, where it names the job;
    - what the role may that it hands to a job of EMR on EKS, of which no condition (`emr-containers:ExecutionRoleArn`)
      says which it is, where another one of that namespace is called like it and this is not;
    - that it may make itself a device, sign certificates for an anchor (as a host, too), sign in as any user of a
      database, set the master password of any, make itself the master user of a search domain with fine-grained access
      control that it searches, write the access policy of one without that of which it reads nothing, have a knowledge
      base take in what it may not read and ask for that, put users into a group of Cognito whose role has more, set
      attributes of users there that choose their role or tag and be such a user, draw any credential of AgentCore's
      token vault as any agent, or tokens of users as a workload identity that a pattern reaches and another agent was
      given by name, write the row, send the message or put the event that says that something was approved,
      by whose filter, or the code of a function that asks for it, which what changes identities or assigns permission
      sets is started, or whatever weighs where somebody else who writes there is called after approvals (unless a name
      says that it is there for approvals, it puts events of that source and no other, or alone writes there and that
      changes others), empty such a filter of an event source mapping, by which what has more is started that is not
      called like it, have the results of another's function, whose role reads a secret or what is stored, sent to where
      it reads them, write to the table, the queue, the stream or the bucket that feeds a function whose role may give
      that very workload rights which it has not, where somebody who writes there, too, is called after approvals, or it
      is called after grants, do by another action what a Deny of every plain one is to keep it from doing to a thing
      (`dynamodb:PartiQLUpdate`), run SQL as the master user of a database (or as another user who is not called like
      it) that acts as a role, by a feature or for a warehouse, which may more, read every secret (of an agent, and of
      whoever comes before anybody looked, every parameter too), write the data access policies of OpenSearch Serverless
      or those of access points to which a bucket delegates, grant itself a key, or write the policy of one, where that
      policy lets it and keeps the use from it (unless it is called after keys or an administrator), have the credential
      of an API destination of EventBridge sent to a host of its own, put itself by its access entry into a group that
      in a cluster of EKS reads secrets or gets into pods where it does not, answer by the add-on CoreDNS for hosts that
      pods there call over plain HTTP, as their variables say, where the role of these has more (unless it is called
      after add-ons or updates), have a graph of Neptune load what it may not read and query that, have another's
      function called with what it says, though it may not invoke that (by a mapping from what it writes and the
      function's role reads, or by a bucket or a rule that a permission of the function lets in), have an integration of
      API Gateway call another function by a variable of its stage, write a resolver of AppSync anew that holds each
      user to their own (`ctx.identity`), put on a thing, or an object, the tag by which alone its policy lets it at
      that, or update a stack set with service-managed permissions with whatever template;
    - that it may have a provider take the tokens of another client by which a role is entered that asks for no
      audience, take a list of revoked certificates out of force by whose anchor a role is entered (unless it is called
      after such lists), make a key and a second factor of a user for whom a role asks for both, move an account into a
      unit all of whose accounts a role lets in (unless it is called after placing them), write the policy store of
      Verified Permissions that another workload asks which is called otherwise, set the source identity or the name of
      a session, or of a federated user that it has made, for which the policy of a resource asks (unless it is there to
      hand out sessions, or is called so itself), make a role that such a policy lets in by the pattern of its name,
      read the secret of a client of a user pool by which a machine that is called otherwise has an API act for it, or
      sign with a key of KMS tokens or approvals that another workload believes (or the authorizer of an API, which then
      acts for it), where somebody else is called after signing them (unless names, the key's policy or a variable say
      that it signs, too); of pull requests and branches, that they push images and sign them with the key by which a
      policy of a cluster (of Kyverno, or Sigstore) knows what it lets run;
    - that it writes what another's workload believes, and so secrets and changes of that: a configuration of AppConfig
      that no function validates, the memory of an agent, the draft of a prompt, a flow of Connect that invokes what its
      instance may, session attributes by which the tool of an agent decides that several may invoke, the state of any
      alarm on which a function acts, of an agent the parameters of a path by one of which its tool decides; unless it
      was given the very thing, is called like it, makes such things, or is held to its own part;
    - that a function whose code stands in the stack signs a token about whomever it names, as an issuer that roles
      believe, or sends another's password to the host that it writes into a secret which is rotated; that it changes
      the user of a cache as which it connects, has mails to others stored where it reads them, or writes the policy of
      IoT that a provisioning template gives, and makes a claim of that.

    Whom the policy of a thing leaves out of its Deny by name was to change that thing, and no agent; so was, of what it
    names, who is called after bringing what others run and says of its purpose that it does (of what is called
    otherwise secrets count). Who brings code to a function that takes signed code alone, and may end that, was not.

    Of whoever takes over what another owner answers for (by the tag of the settings; where no file names it, by such as
    `owner` and `team` if the names say so too, or the holder is called after its own owner) counts all that this may:
    what it runs, its role that is passed, a credential of its user, devices; of a pipeline that was given it by its
    name, what it changes and secrets. So of whoever changes what runs as a role that a denial of their own names in
    vain, and that is not called like them, and of a role that they pass, which a Deny of that names by another ARN;
    and, whatever it is called, of whoever is denied the plain way to bring code to something
    (`lambda:UpdateFunctionCode`) and brings some by another (a layer). Else of people secrets count, what is stored
    where a role that they pass sees it, and what the launch role of a product may to which they add a version. Of a
    pipeline, a host, and a state machine count only

    - the secrets of those that it reaches by a pattern, or by a document that is applied to machines, and of which
      nothing in the names says that they are its own; of what it names, where both are called by whose they are, and
      that is not the same; of the build of another repository than that whose pipelines enter it;
    - of another pipeline that is called otherwise, and all of whose states it may write, secrets, and changes where the
      names have no word in common;
    - of a role that it names, to try a state of its own as that (`states:TestState`), secrets and changes, where
      something runs as it already, and it makes no state machines and is not called like it; so of a workload;
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
      where the bucket is named: it writes the keys, in the bucket from which S3 or a distribution serves them, or where
      a document stands that names the issuer (advice where but the folder or the bucket is called so), and was not
      given these alone; has the distribution fetch from elsewhere; leads the host of that elsewhere; or signs with a
      key of KMS that is an issuer's of one's own, as texts and aliases say, and is not that issuer;
    - that it may write the policy of what it may not read, unless as the pipeline that makes, changes or fills it; that
      it has devices run what it likes whose role reads secrets, unless they are its own, or, of a workload that may
      deploy to any and is called after none of them, changes something; that it starts a state machine which reads
      whatever secret the input names, and sees the result, where the role of that reads secrets by a pattern, or, of a
      workload after which neither that machine nor its role is called, any secret that its role reads, or that is
      written down in it and stands in its output, or what is stored in one of several tables or buckets that the input
      names, or that gives whatever policy or membership the input names: to whoever names themselves; that what it
      sends is the statement that a state machine executes, or names one of several roles as which that changes
      something, or reads what they see then (of roles that are called like them, not counting words by which all are,
      the stronger alone), or the commit that a build takes from a repository, of which the stack does not say who
      pushes, or themselves to a machine that gives a policy by which they may more, or, of a workload, any of several
      to one that gives what is not the workload's (a policy, a trust that is written down, a grant in a database)
      before anybody agrees or looks; so it is with what it stores and a machine reads (an item, an object, a parameter,
      a secret, a message), unless it may not write the attributes that decide, or another says which item is read;
    - that a request of theirs to API Gateway names what an integration starts, sends to or writes as its role, where
      that may do so to several things, and the route knows its callers by IAM; or is the input of such a machine;
    - that an input of theirs names so what a state machine changes, where its role may do that to several things,
      unless the machine is called like them, or a choice looks at the name before; of a workload also where it is
      called so, and the role, which nothing else has, only reads another such thing that the definition does not name,
      starts another that changes nothing, or starts by a pattern what is called like neither of them;
    - that an agent or another workload may ask any agent or knowledge base by a pattern, and not only its own (named,
      or called like it), where one of others changes or reads what it may not;
    - that it administers the data lake, or the search domain, with which it works (`no-data-admin` says what counts);
    - of devices, that a policy of IoT lets them take role aliases by a pattern (`rolealias/*`), where one of these
      gives a role that reads a secret or changes something which that of another, or of the one that is named, may not.
      What a role lets each device do below its own name is the device's. Also that one attaches to its certificate a
      policy of IoT that it writes or that allows more than its own, or writes its own or chooses its version.

    Advice is also any role for a service that only moves or analyses data with it (CloudTrail, MediaConvert), on no
    known path, and every path of a role that a service alone has, for what a definition says (the start of a task, the
    delivery of a stream). What only AWS's own policies for the roles of services allow, which its guides say to attach,
    is told in profile `strict` alone; an entrance above (an anchor, a device, a vault) that they alone open is none. So
    is what a role has with all of a service, as `no-admin-access` says (`glue:*`, a whole policy of AWS), where nobody
    enters it but services that do what is written (EventBridge, API Gateway, Firehose), and it leads to no role here.

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
    yield from stack.once(PathsTold, ask.settings, ask.profile).each
    # Who administers the data with which they work grants themselves the rest: advice here, as what one gets is.
    admins = stack.once(data_admins, ask.settings)
    yield from (replace(one, advisory=True) if isinstance(one, Problem) else one for one in admins)
