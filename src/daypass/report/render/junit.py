"""This is where the JUnit face is: one test case for each finding, as GitLab, Jenkins and Azure DevOps read them.

JUnit has three words for what did not pass, and a pipeline turns red by two of them:

- `failure` is what refuses, as the exit status has it: mandatory, or as severe as `--fail-on`, or undecided and strict;
- `error` is a source that could not be judged;
- `skipped` is everything else that is no pass: advisory, undecided, exempt, known. All three systems show it with its
  reason and stay green (GitLab: skipped, Azure DevOps: not executed), where a failure would contradict the exit status.

GitLab shows the content of these elements, Jenkins and Azure DevOps their `message`, so both are written. GitLab takes
the first of several cases of one name, so the name ends in the fingerprint. Jenkins refuses a report without any case,
so each source is a case of its own, which passes when the source was judged. No attribute stands here that the schema
of Jenkins' xUnit plugin does not have; it knows no file and line of a case, so they stand in the text.

Sources: https://docs.gitlab.com/ci/testing/unit_test_reports/ and GitLab's `parsers/test/junit.rb`; junit-plugin's
`JUnitResultArchiver.java`, xunit-plugin's `junit-10.xsd`; azure-pipelines-agent's `JUnitResultReader.cs`.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from daypass.model.resource import Place
from daypass.report.findings import Finding, Report, Source
from daypass.report.render import View
from daypass.report.render.plain import plain
from daypass.report.render.rows import counts, label, places, shown, tally


def render(report: Report, view: View) -> str:
    """An XML document in ASCII, with all else as character references: it reads alike in every encoding."""
    root = ET.Element("testsuites", name="daypass")
    by_source: dict[str, list[ET.Element]] = {source.path: [] for source in report.sources}
    place_of = places(report, view)
    for row in shown(report, view):
        by_source.setdefault(row.source, []).append(_case(row, place_of(row), view))
    sources = {source.path: source for source in reversed(report.sources)}
    for path, cases in by_source.items():
        _suite(root, path, sources.get(path), cases)
    _remarks(root, report, view)
    _count(root, root, "tests", "failures", "errors")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="us-ascii").decode()}\n'


def _suite(root: ET.Element, path: str, source: Source | None, cases: list[ET.Element]) -> None:
    """One source with its rows; rows whose source the report does not list are not lost either."""
    suite = ET.SubElement(root, "testsuite", name=plain(path))
    if source:
        suite.append(_judged(source))
    suite.extend(cases)
    _count(suite, suite, "tests", "failures", "errors", "skipped")


def _judged(source: Source) -> ET.Element:
    """The case that says whether the source was judged at all."""
    case = ET.Element("testcase", classname="daypass", name=plain(f"{source.path} is judged"))
    if source.error:
        error = ET.SubElement(case, "error", type="not-judged", message=plain(source.error))
        error.text = plain(f"{source.path} was not judged: {source.error}")
    return case


def _case(row: Finding, place: Place, view: View) -> ET.Element:
    case = ET.Element("testcase", classname=plain(row.rule), name=plain(f"{label(row.urn)} [{row.fingerprint}]"))
    if row.status == "pass":
        return case
    if counts(row, fail_on=view.fail_on, strict=view.strict):
        said = ET.SubElement(case, "failure", type=row.severity, message=plain(row.message))
    else:
        said = ET.SubElement(case, "skipped", type=_excuse(row), message=plain(_reason(row)))
    said.text = "\n".join(map(plain, _lines(row, place)))
    return case


def _excuse(row: Finding) -> str:
    return "advisory" if row.status == "fail" else row.status


def _reason(row: Finding) -> str:
    """Why the row does not refuse, and what it says."""
    if row.status == "undecided":
        return row.message
    reason = "known, in the baseline" if row.status == "known" else _excuse(row)
    said = ", ".join(f"{key} {value}" for key, value in (row.exemption or {}).items() if value)
    return f"{reason}{said and f' ({said})'}: {row.message}"


def _lines(row: Finding, place: Place) -> Iterator[str]:
    """All that a person needs to know of the row: GitLab shows nothing beside it."""
    yield row.message if row.status == "fail" else _reason(row)
    yield f"remedy: {row.remedy}"
    yield f"rule: {row.rule} ({row.severity}, {row.enforcement}, confidence {row.confidence})"
    yield f"risk: {row.risk}"
    yield f"controls: {', '.join(row.controls)}"
    yield f"resource: {row.urn}"
    yield f"place: {place.file}:{place.line}"
    yield f"fingerprint: {row.fingerprint}"


def _remarks(root: ET.Element, report: Report, view: View) -> None:
    """What is said of the whole report, in the first suite: the format has no place above it."""
    suite = root.find("testsuite")
    hidden = tally(report)["failed"] - sum(row.status == "fail" for row in shown(report, view))
    if suite is not None:
        # A line of somebody else's text never begins with it: runners look there for commands.
        said = [*(f"warning: {text}" for text in report.warnings), *(f"note: {text}" for text in report.notes)]
        said += [f"{hidden} failed below {view.min_severity} are not shown, and count."] if hidden else []
        said.append(f"daypass {view.version}, rules {report.ruleset}")
        ET.SubElement(suite, "system-out").text = "\n".join(map(plain, said))


def _count(counted: ET.Element, below: ET.Element, *names: str) -> None:
    """Write how many cases, failures, errors and skipped ones there are below."""
    tags = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for name in names:
        counted.set(name, str(sum(1 for _ in below.iter(tags[name]))))
