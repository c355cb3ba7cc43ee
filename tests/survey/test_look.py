"""What a first look sees in repositories as people have them, and as nobody should."""

import os

import pytest

from preflight.engine.discovery import discover
from preflight.survey import look as module
from preflight.survey.env_files import environment_of
from preflight.survey.look import look
from preflight.survey.model import Place
from preflight.survey.words import is_code, is_manifest, models_in
from tests.keys import runway_key
from tests.repos import make_repo

PROVIDERS = [discover(plugins=False).providers["runway"]]


def sight(repo):
    return look(repo.root, repo.root, PROVIDERS).sights["runway"]


@pytest.fixture
def repo(tmp_path):
    return make_repo(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("requirements.txt", "flask\nrunwayml>=5\n", 2),
        ("requirements-dev.in", "runwayml\n", 1),
        ("dev-requirements.txt", "runwayml[aiohttp]==5.24.0\n", 1),
        ("pyproject.toml", '[project]\ndependencies = ["runwayml>=5"]\n', 2),
        ("api/pyproject.toml", 'runwayml = "^5"\n', 1),
        ("uv.lock", '[[package]]\nname = "runwayml"\n', 2),
        ("package.json", '{"dependencies": {\n"@runwayml/sdk": "^4.20"}}', 2),
        ("package-lock.json", '{"packages": {\n"node_modules/@runwayml/sdk": {}}}', 2),
        ("pnpm-lock.yaml", "packages:\n  '@runwayml/sdk@4.20.1':\n", 2),
        ("yarn.lock", '"@runwayml/sdk@^4.20":\n', 1),
        ("requirements.txt", "runwayml-helpers\nmy-runwayml\n", None),
        ("README.md", "runwayml", None),
    ],
)
def test_the_sdk_in_manifests(repo, name, content, line):
    repo.write(name, content)
    assert sight(repo).sdk == (Place(name, line) if line else None)


@pytest.mark.parametrize(
    ("code", "models"),
    [
        ('create(model="gen4.5")', ["gen4.5"]),
        ("create({ model: 'veo3.1' })", ["veo3.1"]),
        ('{"model": "gen4_turbo"}', ["gen4_turbo"]),
        ("VIDEO_MODEL = 'gen4.5'", ["gen4.5"]),
        ('model: str = "gen4.5"', ["gen4.5"]),
        ("modelId: `veo3.1_fast`", ["veo3.1_fast"]),
        ("model-name: gen4.5", []),  # not quoted: anything could follow a word
        ('model="gpt-4o"', []),  # somebody else's
        ('name="gen4.5"', []),
        ('remodel("gen4.5")', []),
    ],
)
def test_models(repo, code, models):
    repo.write("app.py", f"\n{code}\n")
    assert sight(repo).models == {model: Place("app.py", 2) for model in models}


def test_the_code_is_told_before_its_tests(repo):
    repo.write("a_tests/x.py", "")
    repo.write("tests/a.py", 'model="gen4.5"')
    repo.write("src/z.py", '\nmodel="gen4.5"')
    assert sight(repo).models == {"gen4.5": Place("src/z.py", 2)}


def test_variables_and_hosts(repo):
    repo.write("app.ts", "process.env.RUNWAYML_API_SECRET\nfetch('https://api.dev.runwayml.com/v1/x')")
    seen = sight(repo)
    assert (seen.variable, seen.host) == (Place("app.ts", 1), Place("app.ts", 2))


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("new RunwayML({ apiKey: process.env.RUNWAY_PROD_KEY })", ["RUNWAY_PROD_KEY"]),
        ('RunwayML(api_key=os.environ["RUNWAY_PROD_KEY"])', ["RUNWAY_PROD_KEY"]),
        ("os.environ.get('MY_RUNWAYML_TOKEN')", ["MY_RUNWAYML_TOKEN"]),
        ('getenv("RUNWAY_EU_SECRET"), getenv("RUNWAY_US_SECRET")', ["RUNWAY_EU_SECRET", "RUNWAY_US_SECRET"]),
        ('Deno.env.get("RUNWAY_PROD_KEY")', ["RUNWAY_PROD_KEY"]),
        ("process.env.RUNWAYML_API_SECRET", []),  # the SDK's own
        ("process.env.RUNWAY_API_KEY", []),  # which people set in its place: a lint's business
        ("process.env.NEXT_PUBLIC_RUNWAY_KEY", []),  # a browser's
        ("RUNWAY_KEY = load()", []),  # no variable of the environment
        ("process.env.RUNWAY_KEY_ID + process.env.RUNWAY_REGION", []),  # no key
        ("process.env.OPENAI_API_KEY", []),
    ],
)
def test_variables_of_peoples_own(repo, code, names):
    repo.write("app.ts", f"\n{code}\n")
    assert sight(repo).others == dict.fromkeys(names, Place("app.ts", 2))


def test_env_files_that_set_a_variable_of_peoples_own(repo):
    repo.write(".gitignore", ".env*\n")
    repo.write("app.ts", "process.env.RUNWAY_PROD_KEY\n")
    repo.write(".env", f"RUNWAY_PROD_KEY={runway_key()}\n")
    repo.write(".env.staging", f"RUNWAY_PROD_KEY={runway_key()}\n")
    seen = sight(repo)
    assert (seen.files, seen.environments) == ((".env",), {"staging": ".env.staging"})


def test_env_files_by_their_names_and_variables_alone(repo):
    repo.write(".gitignore", ".env*\n")
    key = runway_key()
    for name in (".env", ".env.staging", ".env.prod.local", ".env.local", ".env.example", ".envrc"):
        repo.write(name, f"RUNWAYML_API_SECRET={key}\n")
    repo.write(".env.test", "OTHER=1\n")
    repo.write(".env.dev", "RUNWAYML_API_SECRET=\n")
    seen = sight(repo)
    assert seen.files == (".env", ".env.local")
    assert seen.environments == {"staging": ".env.staging", "production": ".env.prod.local"}
    assert key not in repr(look(repo.root, repo.root, PROVIDERS))


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        (".env", None), (".env.local", None), (".env.production", "production"), (".env.prod", "production"),
        (".env.staging.local", "staging"), (".env.eu-west", "eu-west"), (".env.a.b", None), (".env.ünïcode", None),
        (".env.{x}", None),
    ],
)  # fmt: skip
def test_environments_by_the_names_of_files(name, environment):
    assert environment_of(name) == environment


def test_what_git_ignores_and_what_others_wrote_is_not_looked_at(repo):
    repo.write(".gitignore", "node_modules/\n")
    repo.write("node_modules/x/index.js", 'model: "gen4.5"')
    repo.write("vendor/lib.php", "'model' = 'gen4.5'")
    assert not sight(repo).seen


def test_what_preflight_itself_wrote_is_no_evidence(repo):
    for name in (".preflight.yml", "apps/web/.preflight.yml", ".preflight/attestations.yml", ".preflight/keys.json"):
        repo.write(name, '# RUNWAYML_API_SECRET "https://api.dev.runwayml.com" model: "gen4.5"\n')
    assert not sight(repo).seen


def test_a_plain_folder_is_looked_at_too(tmp_path):
    (tmp_path / "app.py").write_text('model="gen4.5"')
    assert look(tmp_path, tmp_path, PROVIDERS).sights["runway"].models == {"gen4.5": Place("app.py", 1)}


def test_hostile_files_neither_hang_nor_lead_astray(repo, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.py"
    outside.write_text('model="gen4.5"')
    (repo.root / "link.py").symlink_to(outside)
    (repo.root / "folder.py").mkdir()
    os.mkfifo(repo.root / "pipe.py")
    repo.write("big.py", b'model="gen4.5"' + bytes(module.LARGEST))
    repo.write(b"\xff\x1b[31m.py", 'model="veo3.1"')
    (repo.root / ".env").symlink_to(outside)
    seen = sight(repo)
    assert list(seen.models) == ["veo3.1"]
    assert seen.models["veo3.1"].path.isprintable()


def test_where_the_look_ends_it_is_said(repo, monkeypatch):
    monkeypatch.setattr(module, "MOST_FILES", 2)
    for number in range(4):
        repo.write(f"{number}.py", "")
    survey = look(repo.root, repo.root, PROVIDERS)
    assert (survey.files, survey.gaps) == (2, ("only the first 2 files were looked at",))


def test_a_repository_that_git_refuses_is_a_gap_and_no_error(tmp_path):
    (tmp_path / ".git").write_text("nonsense")
    survey = look(tmp_path, tmp_path, PROVIDERS)
    assert "not a git repository" in survey.gaps[0]


def test_the_search_for_models_is_not_slow_on_hostile_code():
    assert list(models_in(b"model" * 200_000 + b"=" * 100_000)) == []
    assert list(models_in(b"model : " + b"a" * 200_000 + b" = ")) == []


def test_kinds_of_files():
    assert is_manifest("a/requirements.txt")
    assert not is_manifest("a/requirements.md")
    assert is_code("a/B.TSX")
    assert is_code("Dockerfile")
    assert not is_code("a/picture.png")
