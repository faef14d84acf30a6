"""A nightly job of one GitHub repository: one role, for one hour at a time, to write reports into one bucket."""

import pulumi
import pulumi_aws as aws

from daypass_components import WorkloadIdentity, github_actions

reports = aws.s3.Bucket("reports")

job = WorkloadIdentity(
    "report-writer",
    {
        "owner": "data-platform",
        "revoker": "security-oncall",
        "workload_class": "batch",
        "purpose": "Writes the daily report",
        "review_by": "2027-05-31",
        "term": "1h",
        "federation": github_actions(
            repository="acme/reports",
            repository_id="323456789",
            owner_id="987654",
            environment=pulumi.get_stack(),
        ),
        # What is known while the program is written is a string …
        "grants": ["sqs:SendMessage on arn:aws:sqs:eu-central-1:111122223333:report-done"],
    },
)

# … and what is known only when it exists is granted with outputs.
job.grant(actions=["s3:PutObject"], resources=[pulumi.Output.concat(reports.arn, "/daily/*")])

pulumi.export("role", job.role_arn)
