"""`env-files`: from the files of small repositories to verdicts with file and line."""

import base64
import random
import string

import pytest

from preflight.posture.env_files import EnvFiles, read_env_files
from preflight.redact import redact
from preflight.tree.model import Tree, Unread
from preflight.verdict import Confidence, Status
from preflight_checks.env_files import env_files
from tests.cli import app, environment, preflight
from tests.keys import runway_key
from tests.posture.builders import BOTH, NAMING

KEY = runway_key()
SHOWN = redact(KEY)
RANDOM = "".join(random.Random(5).choices(string.ascii_letters + string.digits, k=32))
NAME = "RUNWAYML_API_SECRET"
SET = f"# settings\n{NAME}={KEY}\n"


def judged(files, **flags):
    return list(env_files(read_env_files(Tree.of(files, **flags), NAMING)))


def places(verdicts):
    return [(v.status, f"{f.path}:{f.line}") for v in verdicts for f in v.findings]


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        (".env", SET, 2),
        ("apps/web/.env.production", f'export {NAME}="{KEY}"\n', 1),
        ("services/a/prod.env", SET, 2),
        (".envrc", SET, 2),
        (".env", SET.encode("utf-16"), 2),
        (".env", f"VIDEO={KEY}\n", 1),
        (".env", f"# the old one: {KEY}\n", 1),
        (".env", f"RUNWAY_API_KEY={KEY}\n", 1),
        (".env.example", SET, 2),
        ("docker-compose.yml", f"services:\n  a:\n    environment:\n      - {NAME}={KEY}\n", 4),
        ("deploy/compose.prod.yaml", f"services:\n  a:\n    environment:\n      {NAME}: ${{{NAME}:-{KEY}}}\n", 4),
        ("infra/prod.tfvars", f'region = "eu"\nrunway_api_key = "{KEY}"\n', 2),
        ("k8s/secret.yaml", f"kind: Secret\nstringData:\n  {NAME}: {KEY}\n", 3),
        ("k8s/secret.yaml", f"kind: Secret\ndata:\n  {NAME}: {base64.b64encode(KEY.encode()).decode()}\n", 3),
        ("k8s/deploy.yaml", f"env:\n- name: {NAME}\n  value: {KEY}\n", 3),
        ("chart/values.yaml", f"runway:\n  runwayApiKey: {KEY}\n", 2),
        (".github/workflows/ci.yml", f"env:\n  {NAME}: {KEY}\n", 2),
        (".gitlab-ci.yml", f"variables:\n  {NAME}: {KEY}\n", 2),
        ("Jenkinsfile", f"environment {{\n  {NAME} = '{KEY}'\n}}\n", 2),
        ("Dockerfile", f"FROM x\nENV {NAME} {KEY}\n", 2),
        ("task.json", f'{{"environment": [\n{{"name": "{NAME}", "value": "{KEY}"}}\n]}}\n', 2),
        ("render.yaml", f"envVars:\n- key: {NAME}\n  value: {KEY}\n", 3),
    ],
)
def test_a_key_in_a_tracked_file_fails_with_file_and_line(path, content, line):
    (verdict,) = judged({path: content})
    assert (verdict.status, verdict.subject) == (Status.FAIL, path)
    assert [(f.path, f.line, f.redacted, f.confidence) for f in verdict.findings] == [
        (path, line, SHOWN, Confidence.CERTAIN)
    ]
    assert verdict.message == f"{path} is tracked by git and holds a key ({SHOWN})"
    assert "history keeps" in verdict.remedy
    assert KEY not in repr(verdict)


def test_the_remedy_for_an_env_file_untracks_it():
    (verdict,) = judged({"apps/my web/.env": SET})
    assert verdict.remedy.startswith(
        "`git rm --cached -- 'apps/my web/.env'`, `echo '/apps/my web/.env' >> .gitignore`, and commit; "
    )
    assert "disable the key" in verdict.remedy


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("docker-compose.yml", f"`${{{NAME}}}`"),
        (".github/workflows/ci.yml", f"`${{{{ secrets.{NAME} }}}}`"),
        (".gitlab-ci.yml", "CI/CD variable"),
        ("Dockerfile", "where it runs"),
        ("k8s/secret.yaml", "`secretKeyRef`"),
    ],
)
def test_the_remedy_for_a_file_that_has_to_be_committed_is_a_reference(path, says):
    (verdict,) = judged({path: f"{NAME}: {KEY}\n"})
    assert says in verdict.remedy
    assert "git rm" not in verdict.remedy


def test_a_key_in_a_file_that_git_would_take_fails():
    (verdict,) = judged({"web/.env": SET}, untracked=["web/.env"])
    assert verdict.status is Status.FAIL
    assert verdict.message == f"web/.env is not ignored by git and holds a key ({SHOWN})"
    assert verdict.remedy == "`echo /web/.env >> .gitignore`"


def test_a_key_that_everybody_on_the_machine_may_read_warns():
    (verdict,) = judged({".env": SET}, ignored=[".env"], world_readable=[".env"])
    assert verdict.status is Status.WARN
    assert verdict.remedy == "`chmod 600 .env`"
    assert [f.line for f in verdict.findings] == [2]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({".env": SET}, "1 file with a variable for the key, only .env with a value, out of git's reach"),
        ({".env": f"{NAME}=\n"}, "none of them with a value"),
    ],
)
def test_an_ignored_file_passes(files, says):
    (verdict,) = judged(files, ignored=[".env"])
    assert verdict.status is Status.PASS
    assert says in verdict.message


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".env.example", f"{NAME}=\n"),
        (".env.example", f"{NAME}=your-key-here\n"),
        (".env.sample", f"{NAME}=key_0123456789abcdef\n"),
        ("web/.env.template", f"{NAME}=key_{'x' * 128}\n"),
        (".env.test", f"{NAME}=test\n"),
        (".env", f"{NAME}=op://prod/runway/credential\n"),
        (".env", f'{NAME}="encrypted:BD9XabcdefghijklmnoPQRSTUV0123456789"\n'),
        (".envrc", f"export {NAME}=$(pass runway)\n"),
        ("docker-compose.yml", f"environment:\n  - {NAME}=${{{NAME}}}\n  - {NAME}\n"),
        ("docker-compose.yml", f"environment:\n  {NAME}: ${{{NAME}:?set it}}\n"),
        ("prod.tfvars", 'runway_api_key = ""\n'),
        ("main.tf", "runway_api_key = var.runway_api_key\n"),
        ("k8s/secret.yaml", f"kind: Secret\ndata:\n  {NAME}: {base64.b64encode(b'your-key-here').decode()}\n"),
        ("k8s/sealed.yaml", f"kind: SealedSecret\nencryptedData:\n  {NAME}: {'AgBy3i4OJSWK+PiTySYZZA9rO43c' * 9}\n"),
        ("secrets.enc.yaml", f"{NAME}: ENC[AES256_GCM,data:abc,iv:def,tag:012,type:str]\nsops:\n  age: []\n"),
        (".github/workflows/ci.yml", f"env:\n  {NAME}: ${{{{ secrets.{NAME} }}}}\n"),
        (".gitlab-ci.yml", f"script:\n  - export {NAME}=$RUNWAY_KEY\n"),
        ("Dockerfile", f"ARG {NAME}\nENV {NAME}=${NAME}\n"),
    ],
)
def test_references_and_examples_pass(path, content):
    (verdict,) = judged({path: content})
    assert verdict.status is Status.PASS, verdict.message


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"app.py": f"key = os.environ['{NAME}']\n"},
        {"README.md": f"Set {NAME}={KEY[:20]}… in `.env`.\n"},
        {".env": "OPENAI_API_KEY=x\nRUNWAYML_BASE_URL=http://127.0.0.1\nRUNWAY_PUB_KEY=abc\n"},
        {"package.json": f'{{"{NAME}": "{KEY}"}}\n'},
        {"deploy.yaml": f"- name: {NAME}\n  valueFrom: {{secretKeyRef: {{name: runway-api-key, key: k}}}}\n"},
    ],
)
def test_without_a_file_that_sets_the_key_there_is_nothing_to_judge(files):
    (verdict,) = judged(files)
    assert verdict.status is Status.SKIP


@pytest.mark.parametrize(
    "compose",
    [
        "env_file: prod.settings",
        "env_file: ['./prod.settings']",
        "env_file:\n      - other.env\n      - prod.settings",
        "env_file:\n      - path: prod.settings\n        required: true",
        "env_file:\r\n      - prod.settings\r",
    ],
)
def test_a_file_that_compose_loads_is_one_whatever_its_name(compose):
    files = {"web/compose.yaml": f"services:\n  a:\n    {compose}\n    image: x\n", "web/prod.settings": SET}
    (verdict,) = judged(files)
    assert (verdict.status, verdict.subject) == (Status.FAIL, "web/prod.settings")
    assert "git rm --cached -- web/prod.settings" in verdict.remedy


@pytest.mark.parametrize("compose", ["env_file: ${FILE}", "# env_file: prod.settings", "image: prod.settings"])
def test_a_file_that_compose_does_not_load_is_none(compose):
    (verdict,) = judged({"compose.yaml": f"services:\n  a:\n    {compose}\n", "prod.settings": SET})
    assert verdict.status is Status.SKIP


def test_a_tracked_env_file_with_a_place_for_the_key_is_a_trap():
    (verdict,) = judged({".env": f"{NAME}=\n"})
    assert verdict.status is Status.WARN
    assert "whoever fills it in commits the key" in verdict.message


@pytest.mark.parametrize(
    ("value", "naming", "path", "status"),
    [
        (RANDOM, NAMING, ".env", Status.WARN),
        (KEY[:100], NAMING, ".env", Status.WARN),
        (RANDOM, BOTH, ".env", Status.FAIL),
        (RANDOM, BOTH, "docker-compose.yml", Status.WARN),
    ],
)
def test_what_may_be_a_key_warns_unless_the_vendor_documents_no_form(value, naming, path, status):
    name = NAME if naming is NAMING else "GPTBOTS_API_KEY"
    (verdict,) = env_files(read_env_files(Tree.of({path: f"{name}={value}\n"}), naming))
    assert verdict.status is status
    assert redact(value) in verdict.message
    assert value not in repr(verdict)


def test_every_file_has_its_own_answer():
    verdicts = judged(
        {".env": SET, "web/.env": SET, "a/.env": SET, "b.env": SET},
        ignored=["a/.env", "b.env"], untracked=["web/.env"], world_readable=["b.env"],
    )  # fmt: skip
    assert {v.subject: v.status for v in verdicts} == {
        ".env": Status.FAIL, "web/.env": Status.FAIL, "b.env": Status.WARN
    }  # fmt: skip


def test_a_plain_folder_has_no_git_to_leak_into():
    (verdict,) = judged({".env": SET}, is_git=False)
    assert verdict.status is Status.PASS


def test_a_line_that_allows_its_key_is_set_aside_and_seen():
    (verdict,) = judged({".env": f"{NAME}={KEY}  # preflight: allow disabled in May\n"})
    assert verdict.status is Status.WARN
    assert "--strict" in verdict.remedy
    assert verdict.findings[0].set_aside == "allowed in place: disabled in May"


@pytest.mark.parametrize(
    ("unread", "status"),
    [
        (Unread("could not be read (Permission denied)", ".env"), Status.UNKNOWN),
        (Unread("git ls-files failed"), Status.UNKNOWN),
        (Unread("could not be read (Permission denied)", "src/app.py"), Status.SKIP),
    ],
)
def test_what_could_not_be_read_is_no_pass(unread, status):
    (verdict,) = judged({}, unread=[unread])
    assert verdict.status is status


def test_a_failure_does_not_hide_what_could_not_be_read():
    verdicts = judged({".env": SET}, unread=[Unread("could not be read", "web/.env")])
    assert [v.status for v in verdicts] == [Status.FAIL, Status.UNKNOWN]


def test_nothing_at_all_to_judge():
    assert [v.status for v in env_files(EnvFiles(files=(), variable=NAME))] == [Status.SKIP]


def test_a_user_sees_file_line_and_command_and_never_the_key(tmp_path):
    root = app(tmp_path / "app", {"a.py": "1\n", "web/.env": SET})
    done = preflight("check", "--only", "env-files", cwd=root, env=environment(COLUMNS="200"))
    assert done.returncode == 1
    assert "web/.env:2:21  worktree, the value of RUNWAYML_API_SECRET" in done.stdout
    assert "git rm --cached -- web/.env" in done.stdout
    assert KEY not in done.stdout + done.stderr


def test_a_user_with_an_ignored_file_passes(tmp_path):
    root = app(tmp_path / "app", {"a.py": "1\n", ".gitignore": ".env\n"})
    (root / ".env").write_text(SET)
    (root / ".env").chmod(0o600)
    done = preflight("check", "--only", "env-files", cwd=root)
    assert done.returncode == 0, done.stdout
    (root / ".env").chmod(0o644)
    done = preflight("check", "--only", "env-files", "--strict", cwd=root)
    assert done.returncode == 1
    assert "chmod 600 .env" in done.stdout
