"""Values that are set in files of any syntax, and where they stand."""

import pytest

from preflight.posture.assignments import assignments
from tests.posture.builders import NAMING

NAME = "RUNWAYML_API_SECRET"


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}=VALUE\n",
        f"export {NAME}=VALUE\n",
        f"{NAME} = 'VALUE'\n",
        f'{NAME}="VALUE" # prod\n',
        f"  {NAME}: VALUE\n",
        f"  {NAME}: 'VALUE'  # prod\n",
        f"  - {NAME}=VALUE\n",
        f'  - "{NAME}=VALUE"\n',
        f"  '{NAME}': \"VALUE\"\n",
        f"env: {{{NAME}: VALUE, OTHER: 1}}\n",
        f'{{"{NAME}": "VALUE"}}\n',
        f"- name: {NAME}\n  value: VALUE\n",
        f'- name: "{NAME}"\n  value: "VALUE"\n',
        f"- key: {NAME}\n  scope: RUN_TIME\n  value: VALUE\n",
        f'{{"name": "{NAME}", "value": "VALUE"}}\n',
        f'{{\n  "name": "{NAME}",\n  "value": "VALUE"\n}}\n',
        f'name = "{NAME}"\nvalue = "VALUE"\n',
        f"ENV {NAME}=VALUE\n",
        f"ENV {NAME} VALUE\n",
        f"ARG {NAME}=VALUE\n",
        f"ENV A=1 \\\n    {NAME}=VALUE\n",
        f"docker run -e {NAME}=VALUE image\n",
        f'Environment="{NAME}=VALUE"\n',
        f"{NAME}: |\n  VALUE\n",
        f"{NAME}: >-\n    VALUE\n",
        f"$env:{NAME} = 'VALUE'\n",
        f"set {NAME}=VALUE\r\n",
        f"{NAME}=VALUE;next\n",
        'runwayml_api_secret = "VALUE"\n',
        "runway-api-key: VALUE\n",
        "runwayApiKey: VALUE\n",
        f"{NAME}=VALUE",
    ],
)
def test_a_value_is_found_in_every_syntax(text):
    (one,) = assignments(text, NAMING)
    assert one.value == "VALUE"
    assert one.value_start == text.index("VALUE")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"{NAME}=\n", ""),
        (f"{NAME}:\nOTHER: 1\n", ""),
        (f'{NAME}=""\n', ""),
        (f"{NAME}: ${{{{ secrets.{NAME} }}}}\n", f"${{{{ secrets.{NAME} }}}}"),
        (f"{NAME}: ${{{NAME}:-}}\n", f"${{{NAME}:-}}"),
        (f"{NAME}=$(op read op://a/b)\n", "$(op read op://a/b)"),
        (f"{NAME}: {{{{ .Values.key }}}}\n", "{{ .Values.key }}"),
        (f"{NAME}=<your key>\n", "<your key>"),
        (f"{NAME} = var.runway_api_key\n", "var.runway_api_key"),
        (f"{NAME}='unclosed\n", "unclosed"),
    ],
)
def test_values_that_are_no_literals_are_whole(text, value):
    assert [one.value for one in assignments(text, NAMING)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        f"# {NAME}=VALUE\n",
        f"// {NAME}=VALUE\n",
        f"A=1 # {NAME}=VALUE\n",
        f"  - {NAME}\n",
        f"echo ${NAME}\n",
        f"echo ${{{NAME}:-x}}\n",
        f"if [ -z {NAME} ]\n",
        f"{NAME} == 'x'\n",
        f"- name: {NAME}\n  valueFrom:\n    secretKeyRef: {{name: a, key: b}}\n",
        f"    key: {NAME}\n    name: runway\n",
        f"- name: {NAME}\n- name: OTHER\n  value: VALUE\n",
        "OPENAI_API_KEY=VALUE\n",
        "RUNWAYML_BASE_URL=VALUE\n",
        'variable "runway_api_key" {\n',
    ],
)
def test_what_sets_nothing_is_passed_over(text):
    assert list(assignments(text, NAMING)) == []


def test_a_value_without_end_is_cut():
    (one,) = assignments(f"{NAME}=" + "x" * 100_000, NAMING)
    assert len(one.value) == 4096
