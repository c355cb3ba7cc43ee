import pytest

from tests.config.texts import WORKLOAD, errors


def test_the_message_points_at_the_place():
    assert errors("version: 1\nproviders:\n  runway:\n    workload:\n      gen4.5: {per_dya: 600}\n") == (
        '.preflight.yml:5:16: unknown name "per_dya"\n'
        "  5 |       gen4.5: {per_dya: 600}\n"
        "    |                ^\n"
        '  did you mean "per_day"?'
    )


def test_all_problems_are_told_at_once_in_the_files_order():
    text = "environment: ''\nproviders: {runwya: }\nchecks: {skip: [daily-vol]}\nfoo: 1\n"
    assert [block.partition(": ")[0] for block in errors(text).split("\n\n")] == [
        ".preflight.yml:1:1",
        ".preflight.yml:1:14",
        ".preflight.yml:2:13",
        ".preflight.yml:3:17",
        ".preflight.yml:4:1",
    ]


WAIVER = "version: 1\nwaivers:\n  - {{check: drill, reason: r, by: b, {}}}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ['1:1: "version" is required', "add `version: 1`"]),
        ("# nothing\n", ['1:1: "version" is required']),
        ("---\n", ['"version" is required']),
        ("version:\n", ['1:1: "version" is required']),
        ("version: 2\nnew: 1\n", ["1:10: version 2 of this format is not known; this preflight reads version 1"]),
        ("version: '1'\n", ["1:10: a number stands without quotes"]),
        ("version: one\n", ['1:10: "one": expected a whole number']),
        ("- a\n", ["1:1: expected a mapping with version, ", "found a list"]),
        ("hello\n", ["1:1: expected a mapping", "found a single value"]),
        ("version: 1\nwaivers: {}\n", ["2:10: expected a list, found a mapping"]),
        ("version: 1\nproviders: [runway]\n", ["2:12: expected a mapping of names, found a list"]),
        ("version: 1\nenvironment: [a]\n", ["2:14: expected a single value, found a list"]),
        ("version: 1\nversion: 1\n", ['2:1: "version" is given twice; first at .preflight.yml:1:1']),
        ("version: 1\nproviders: {runway: , runway: }\n", ['"runway" is given twice; first at .preflight.yml:2:13']),
        (
            "version: 1\nproviders: {gptbots: {key: {env: A}, keys: {b: {env: B}}}}\n",
            ["key and keys exclude each other"],
        ),
        (
            "version: 1\nchecks: {skip: [drill], required: [drill, inputs], advised: [drill]}\n",
            ['2:36: "drill" is in "skip" too: only one can hold', '2:62: "drill" is in "skip" too'],
        ),
        ("version: 1\nproviders: {runway: {region: sg}}\n", ['2:22: runway has no "region": only gptbots has']),
        ("version: 1\nproviders: {gptbots: {auth: bearer}}\n", ['gptbots has no "auth": only runtools has']),
        ("version: 1\nproviders: {runtools: {auth: basic}}\n", ['unknown value "basic"', "x-api-key, bearer"]),
        ("version: 1\nproviders: {runwya: }\n", ['2:13: unknown provider "runwya"', 'did you mean "runway"?']),
        ("version: 1\nproviders: {zzz: }\n", ['unknown provider "zzz"', "known here: runway, runtools, gptbots"]),
        ("version: 1\nWaivers: []\n", ['unknown name "Waivers"', 'did you mean "waivers"?']),
        ("version: 1\nchecks: {skip: [daily_volume]}\n", ["2:17: ", 'did you mean "daily-volume"?']),
        ("version: 1\nchecks: {skip: [usage]}\n", ['unknown check "usage"']),
        ("version: 1\nchecks: {skip: [~]}\n", ["2:17: a value is expected here"]),
        ("version: 1\nproviders: {runway: {workload: {m: {}}}}\n", ["2:36: nothing is said here; expected per_day"]),
        ("version: 1\nproviders: {runway: {workload: {m: }}}\n", ["nothing is said here"]),
        ("version: 1\nproviders: {runway: {workload: {'': {per_day: 1}}}}\n", ["a name is expected here"]),
        ("version: 1\n? [a]\n: 1\n", ["2:3: a name is expected here"]),
        (WORKLOAD.format("per_day: -1"), ["-1: at least 0 is expected"]),
        (WORKLOAD.format("generation_seconds: 0"), ["0: more than 0 is expected"]),
        (WORKLOAD.format("per_day: 1.5"), ['"1.5": expected a whole number in digits']),
        ("version: 1\nenvironments: {a: {env: A, file: b}}\n", ["2:19: exactly one of env and file is expected"]),
        ("version: 1\nenvironments: {a: }\n", ["exactly one of env and file"]),
        ("version: 1\nenvironments: {a: {env: A-B}}\n", ['"A-B": expected the name of an environment variable']),
        ("version: 1\nproviders: {gptbots: {region: us}}\n", ['unknown value "us"', "known here: sg, jp, th"]),
        ("version: 1\nmonitoring: {requests: 'http://h/x'}\n", ["expected the name of a Prometheus series"]),
        ("version: 1\nbase_url: x\n", ["the config can name no hosts"]),
        (
            "version: 1\nproviders: {runway: {hosts: [x]}}\n",
            ['2:22: unknown name "hosts": the config can name no hosts'],
        ),
        ("version: 1\nproviders: {runway: {command: x}}\n", ["the config can name no commands"]),
        ("version: 1\nproviders: {runway: {api_key: x}}\n", ["names, never values"]),
        (WAIVER.format("expires: 2027-02-30"), ['"2027-02-30": there is no such day']),
        (WAIVER.format("expires: 2027-2-3"), ["expected a date as YYYY-MM-DD"]),
        (WAIVER.format("expires: 2027-01-15T00:00:00Z"), ["expected a date as YYYY-MM-DD"]),
        (WAIVER.format("expires: 90d"), ["expected a date as YYYY-MM-DD"]),
        (WAIVER.format("expires: ٢٠٢٧-01-15"), ["expected a date as YYYY-MM-DD"]),
        (WAIVER.format("subject: x"), ['"expires" is required', "expires: last day on which the waiver holds"]),
        (WAIVER.format("subject: '  ', expires: 2027-01-15"), ["a value is expected here"]),
        (f"version: 1\nenvironment: {'x' * 1001}\n", ["1,001 characters long; at most 1,000"]),
        ('version: 1\nenvironment: "a\\nb"\n', ["2:14: a line break or a control character"]),
        ('version: 1\nenvironment: "\\e[2J"\n', ["2:14: a line break or a control character"]),
        ('version: 1\nenvironment: "\\ud800"\n', ["2:14: a line break or a control character"]),
    ],
)
def test_what_is_wrong_is_said_clearly(text, says):
    message = errors(text)
    for words in says:
        assert words in message


@pytest.mark.parametrize(
    ("line", "caret"),
    [
        ("{本番: {foo: 1}}", "        ^"),
        ("{e\u0301: {foo: 1}}", "     ^"),
        ("{'\U0001f680': {foo: 1}}", "        ^"),
        ("{'a\u200db': {foo: 1}}", "              ^"),
    ],
)
def test_the_caret_stands_under_the_column_as_shown(line, caret):
    text = f"version: 1\nproviders: {{runway: {{workload:\n  {line}\n  }}}}\n"
    assert errors(text).splitlines()[2] == "    |   " + caret


def test_a_long_line_is_shown_around_the_caret_and_a_very_long_one_not_at_all():
    text = "version: 1\nchecks: {skip: [" + "drill, " * 40 + "dril" + ", drill" * 40 + "]}\n"
    shown = errors(text).splitlines()
    assert len(shown[1]) < 120
    assert shown[1][shown[2].index("^") :].startswith("dril,")
    assert errors(text.replace("]}", ", drill" * 200 + "]}")).splitlines()[1:] == ['  did you mean "drill"?']
