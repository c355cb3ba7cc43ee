"""`preflight init`: by flags, by questions, and never over what is there."""

import pytest

from preflight.config.load import load_config
from tests.cli import app, preflight
from tests.keys import runway_key
from tests.terminals import at_a_terminal

FILES = {
    "requirements.txt": "runwayml>=5\n",
    "src/app.py": 'client = RunwayML()\nclient.image_to_video.create(model="gen4.5", ratio="1280:720", duration=5)\n',
}


@pytest.fixture
def repository(tmp_path):
    return app(tmp_path / "app", FILES)


def config(repository):
    return load_config(repository / ".preflight.yml", known_checks=None, known_providers=None)


def test_without_a_terminal_it_proposes_what_it_saw(repository):
    done = preflight("init", cwd=repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "wrote .preflight.yml: put your models and numbers under `workload:`, then run `preflight check`\n"
    )
    text = (repository / ".preflight.yml").read_text(encoding="utf-8")
    assert "runway:                             # seen in requirements.txt:1" in text
    assert "#   gen4.5:  # seen in src/app.py:2" in text
    assert config(repository).providers["runway"].workload == {}


def test_by_flags(repository):
    done = preflight(
        "init", "--no-input", "--environment", "staging", "--model", "gen4.5:per_day=600,output_seconds=7.5",
        "--model", "veo3.1:per_day=40", cwd=repository,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    read = config(repository)
    assert read.environment == "staging"
    loads = read.providers["runway"].workload
    assert {name: (load.per_day, load.output_seconds) for name, load in loads.items()} == {
        "gen4.5": (600, load_seconds(loads)), "veo3.1": (40, None)}  # fmt: skip
    assert str(load_seconds(loads)) == "7.5"
    assert "gen4.5:                         # seen in src/app.py:2" in (repository / ".preflight.yml").read_text()


def load_seconds(loads):
    return loads["gen4.5"].output_seconds


def test_what_it_writes_is_at_once_of_use(repository):
    """It is valid, and the workload that was told is what is asked about."""
    preflight("init", "--model", "gen4.5:per_day=600,peak_per_hour=90,generation_seconds=75,output_seconds=5",
              cwd=repository)  # fmt: skip
    assert preflight("check-config", cwd=repository).returncode == 0
    done = preflight("check", "--offline", "--only", "daily-volume", cwd=repository)
    assert "limits not readable: offline" in done.stdout  # without a workload, it would say that none is told
    assert preflight("check", "--sandbox", cwd=repository).returncode == 0


def test_at_a_terminal_it_asks_what_no_file_tells(repository):
    code, shown, out = at_a_terminal("init", cwd=repository, answers="600\nmany\n90\n\n5\n")
    assert code == 0, shown
    assert "runway: its SDK in requirements.txt:1" in shown
    assert "runway: model gen4.5 in src/app.py:2" in shown
    assert "gen4.5: how many generations does launch day need" in shown
    assert "expected a whole number in digits" in shown  # and asks again
    load = config(repository).providers["runway"].workload["gen4.5"]
    assert (load.per_day, load.peak_per_hour, load.generation_seconds, load.output_seconds) == (600, 90, None, 5)
    assert out.startswith("wrote .preflight.yml: look over the numbers")


def test_at_a_terminal_models_that_were_not_seen_can_be_named(tmp_path):
    empty = app(tmp_path / "empty", {"README.md": "hello"})
    code, shown, _ = at_a_terminal("init", cwd=empty, answers="veo3.1, gen4_image\n40\n\n\n8\n\n")
    assert code == 0, shown
    assert "runway: nothing speaks of it" in shown
    assert list(config(empty).providers["runway"].workload) == ["veo3.1"]  # the other was left open


def test_no_input_asks_nothing_even_at_a_terminal(repository):
    code, shown, _ = at_a_terminal("init", "--no-input", cwd=repository, answers="")
    assert (code, shown) == (0, "")


def test_nothing_is_overwritten_without_force(repository):
    (repository / ".preflight.yml").write_text("version: 1\n")
    done = preflight("init", cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert ".preflight.yml exists already" in done.stderr
    assert (repository / ".preflight.yml").read_text() == "version: 1\n"
    assert preflight("init", "--stdout", cwd=repository).returncode == 0
    assert preflight("init", "--force", cwd=repository).returncode == 0
    assert "seen in requirements.txt:1" in (repository / ".preflight.yml").read_text()


def test_written_anew_it_says_the_same(repository):
    """What it wrote before is no evidence: its comments name every vendor."""
    preflight("init", cwd=repository)
    first = (repository / ".preflight.yml").read_text(encoding="utf-8")
    assert preflight("init", "--force", cwd=repository).returncode == 0
    assert (repository / ".preflight.yml").read_text(encoding="utf-8") == first


def test_a_dangling_symlink_is_something_that_is_there(repository, tmp_path):
    (repository / ".preflight.yml").symlink_to(tmp_path / "elsewhere")
    assert preflight("init", cwd=repository).returncode == 2
    forced = preflight("init", "--force", cwd=repository)
    assert forced.returncode == 2
    assert "leads out of the directory under review" in forced.stderr
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ('RunwayML(api_key=os.environ["RUNWAY_PROD_KEY"])', {"runway": "RUNWAY_PROD_KEY"}),
        ('os.environ["RUNWAY_PROD_KEY"] or os.environ["RUNWAYML_API_SECRET"]', {"runway": "RUNWAYML_API_SECRET"}),
        ('os.environ["GPTBOTS_SUPPORT_KEY"]', {"gptbots": "GPTBOTS_SUPPORT_KEY"}),
        ('"https://api-sg.gptbots.ai"; os.environ["GPTBOTS_SUPPORT_KEY"], os.environ["GPTBOTS_API_KEY_2"]',
         {"gptbots": {"support": "GPTBOTS_SUPPORT_KEY", "2": "GPTBOTS_API_KEY_2"}}),
    ],
)  # fmt: skip
def test_the_variables_that_the_code_reads_are_those_of_the_config(tmp_path, code, keys):
    repository = app(tmp_path / "app", {"app.py": f"{code}\n"})
    assert preflight("init", cwd=repository).returncode == 0
    read = config(repository).providers
    assert {
        name: {key: source.env for key, source in one.keys.items()} or one.key.env for name, one in read.items()
    } == keys


def test_stdout_writes_no_file(repository):
    done = preflight("init", "--stdout", cwd=repository)
    assert done.stdout.startswith("# Settings of `preflight check`.")
    assert not (repository / ".preflight.yml").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--provider", "runwy"], 'did you mean "runway"?'),
        (["--model", "gen4.5"], "expected MODEL:NAME=NUMBER"),
        (["--model", "gen4.5:perday=1"], 'did you mean "per_day"?'),
        (["--model", "gen4.5:per_day=1e3"], "expected a whole number in digits"),
        (["--model", "gen4.5:per_day=-1"], "what was given makes no valid config"),
        (["--environment", ""], "what was given makes no valid config"),
    ],
)
def test_flags_that_make_no_sense(repository, arguments, says):
    done = preflight("init", *arguments, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not (repository / ".preflight.yml").exists()


def test_environments_come_from_env_files_and_no_value_is_shown(repository):
    for name, seed in ((".env", 1), (".env.staging", 2)):
        (repository / name).write_text(f"RUNWAYML_API_SECRET={runway_key(seed)}\n")
    done = preflight("init", "--stdout", cwd=repository)
    assert "environments:\n  production: {env: RUNWAYML_API_SECRET}\n  staging: {file: .env.staging}\n" in done.stdout
    assert runway_key(1)[:20] not in done.stdout
