"""This is where it is told which statements let somebody hand something over and get nothing back.

Source: Service Authorization Reference, Amazon S3, AWS KMS, Amazon SQS, Amazon SNS, Amazon EventBridge and Amazon
Kinesis: none of these actions answers with what is there; read 2026-12.
"""

from typing import Final

from daypass.iam.statement import Statement

_HANDS_OVER: Final = frozenset(
    (
        *("s3:putobject", "s3:abortmultipartupload"),
        *("kms:encrypt", "kms:generatedatakey", "kms:generatedatakeywithoutplaintext"),
        *("sqs:sendmessage", "sqs:getqueueurl", "sns:publish", "events:putevents"),
        *("kinesis:putrecord", "kinesis:putrecords", "firehose:putrecord", "firehose:putrecordbatch"),
    )
)


def hands_over_alone(statement: Statement) -> bool:
    """Whether it names such actions and no others, without a pattern."""
    actions = statement.actions if statement.is_fully_known else ()
    return bool(actions) and all(one.lower() in _HANDS_OVER for one in actions)
