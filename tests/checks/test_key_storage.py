"""`key-storage`: from deployment files and statements to verdicts with file and line."""

import pytest

from preflight.posture.storage import KeyStores, read_stores
from preflight.providers.runway import RUNWAY
from preflight.tree.model import Tree, Unread
from preflight.verdict import Status
from preflight_checks.key_storage import key_storage
from tests.attestation_builders import STANDINGS, stated
from tests.cli import app, preflight
from tests.facts_builders import CLOCK, NONE_ATTESTED

NAME = "RUNWAYML_API_SECRET"
AWS = "@aws-sdk/client-secrets-manager"


def stores(files, own=(), **flags):
    return read_stores(Tree.of(files, **flags), RUNWAY.vendor, own)


def judged(found, attestations=NONE_ATTESTED):
    (verdict,) = key_storage(RUNWAY, found, attestations, CLOCK)
    return verdict


@pytest.mark.parametrize(
    ("path", "content", "shown"),
    [
        ("k8s/a.yaml", "annotations:\n  vault.hashicorp.com/agent-inject-secret-runway: kv/a\n", "HashiCorp Vault:2"),
        ("deploy.sh", f"export {NAME}=$(vault kv get -field=key kv/video)\n", "HashiCorp Vault:1"),
        ("src/a.py", "client = hvac.Client()\nkey = client.read('runway')\n", "HashiCorp Vault:1"),
        (
            "task.json",
            f'{{"secrets": [{{"name": "{NAME}",\n"valueFrom": "arn:aws:secretsmanager:eu-west-1:1:secret:k"}}]}}\n',
            "AWS Secrets Manager:2",
        ),
        ("main.tf", 'data "aws_secretsmanager_secret" "runway" {}\n', "AWS Secrets Manager:1"),
        ("src/a.ts", f"import {{ SecretsManagerClient }} from '{AWS}'\nget('runway')\n", "AWS Secrets Manager:1"),
        ("task.json", f'{{"name": "{NAME}", "valueFrom": "arn:aws:ssm:a:1:parameter/k"}}\n', "AWS Parameter Store:1"),
        ("deploy.sh", f"gcloud run deploy x \\\n  --set-secrets={NAME}=runway-key:latest\n", "Google Secret Manager:2"),
        ("src/a.py", "from google.cloud import secretmanager\nget('runway')\n", "Google Secret Manager:1"),
        ("src/a.py", "\nNAME = 'projects/p/secrets/runway/versions/1'\n", "Google Secret Manager:2"),
        ("src/a.ts", "import x from '@google-cloud/secret-manager'\nget('runway')\n", "Google Secret Manager:1"),
        ("main.bicep", f"{NAME}: '@Microsoft.KeyVault(VaultName=v;SecretName=k)'\n", "Azure Key Vault:1"),
        ("render.yaml", f"envVars:\n  - key: {NAME}\n    sync: false\n", "Render:2"),
        ("app.json", f'{{"stack": "heroku-24",\n"env": {{"{NAME}": {{"required": true}}}}}}\n', "Heroku:2"),
        ("deploy.sh", f'heroku config:set {NAME}="$KEY"\n', "Heroku:1"),
        ("doppler.yaml", "setup:\n  project: video\n", "Doppler:1"),
        ("Procfile", "web: doppler run -- python -m runway_app\n", "Doppler:1"),
        (".env", f"{NAME}=op://prod/video/credential\n", "1Password:1"),
        (".github/workflows/d.yml", f"env:\n  {NAME}: ${{{{ secrets.{NAME} }}}}\n", "GitHub secrets:2"),
        (".github/workflows/d.yml", f"env:\n  {NAME}: ${{{{ secrets.VIDEO }}}}\n", "GitHub secrets:2"),
        (".gitlab-ci.yml", f"script:\n  - docker run -e K=${NAME} x\n", "GitLab CI/CD variables:2"),
        ("secrets.enc.yaml", f"{NAME}: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\n", "SOPS:1"),
        ("k8s/s.yaml", f"kind: SealedSecret\nspec:\n  encryptedData:\n    {NAME}: AgBy\n", "Sealed Secrets:1"),
        ("k8s/s.yaml", f"kind: ExternalSecret\nspec:\n  data:\n  - secretKey: {NAME}\n", "External Secrets:1"),
        ("compose.yml", "environment:\n  RUNWAYML_API_SECRET_FILE: /run/secrets/runway\n", "Docker secrets:2"),
    ],
)  # fmt: skip
def test_files_tell_where_the_key_comes_from(path, content, shown):
    found = stores({path: content})
    assert [f"{store.system}:{store.line}" for store in found.stores] == [shown]
    verdict = judged(found)
    assert verdict.status is Status.PASS
    system, _, line = shown.rpartition(":")
    assert f"{system} ({path}:{line})" in verdict.message


@pytest.mark.parametrize(
    "files",
    [
        {},
        {".env": f"{NAME}=\n"},
        {"README.md": f"Put {NAME} into Vault: `vault kv get runway`, or op://runway.\n"},
        {"main.tf": 'data "aws_secretsmanager_secret" "database" {}\n' + "\n" * 20 + "# runway\n"},
        {"deploy.sh": "# vault kv get runway\n"},
        {"k8s/a.yaml": f"- name: {NAME}\n  valueFrom: {{secretKeyRef: {{name: runway, key: k}}}}\n"},
        {".github/workflows/d.yml": "env:\n  RUNWAY: 1\n  OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}\n"},
        {".github/workflows/d.yml": "env:\n  RUNWAY_MODE: ${{ secrets.RUNWAY_MODE }}\n"},
        {".gitlab-ci.yml": f"variables:\n  {NAME}: dummy\nscript:\n  - echo ${NAME}\n"},
        {"render.yaml": f"envVars:\n  - key: {NAME}\n    value: x\n  - key: OTHER\n    sync: false\n"},
        {"app.json": f'{{"expo": {{"extra": {{"{NAME}": ""}}}}}}\n'},
        {"tests/test_a.js": "hvac.Client('runway')\n"},
        {"src/a.ts": f"import {{ SecretsManagerClient }} from '{AWS}'\n" + "\n" * 20 + "// runway\n"},
    ],
)  # fmt: skip
def test_what_does_not_tell_leaves_it_to_a_person(files):
    verdict = judged(stores(files))
    assert verdict.status is Status.UNKNOWN
    assert (
        verdict.message == "no file of the repository tells where production gets the key, and nobody has attested it"
    )
    assert "preflight attest key-storage --provider runway" in verdict.remedy


def test_several_systems_are_all_named_each_once():
    found = stores(
        {
            ".github/workflows/d.yml": f"env:\n  {NAME}: ${{{{ secrets.{NAME} }}}}\n  B: ${{{{ secrets.{NAME} }}}}\n",
            "main.tf": 'data "aws_secretsmanager_secret" "runway" {}\n',
        }
    )
    assert judged(found).message == (
        "the repository's files get it from GitHub secrets (.github/workflows/d.yml:2) "
        "and AWS Secrets Manager (main.tf:1)"
    )


def test_a_variable_of_the_config_is_the_key_too():
    files = {".github/workflows/d.yml": "env: # runway\n  VIDEO_KEY: ${{ secrets.VIDEO_KEY }}\n"}
    assert judged(stores(files)).status is Status.UNKNOWN
    assert judged(stores(files, ("VIDEO_KEY",))).status is Status.PASS


@pytest.mark.parametrize(("parts", "status", "says"), STANDINGS[1:])
def test_without_such_a_file_a_person_answers(parts, status, says):
    verdict = judged(stores({}), stated("key-storage", parts))
    assert verdict.status is status
    assert says in verdict.message


def test_a_person_who_says_that_it_is_not_so_is_believed():
    found = stores({".env": f"{NAME}=op://prod/video/credential\n"})
    verdict = judged(found, stated("key-storage", {"failed": True, "note": "it is in a wiki"}))
    assert verdict.status is Status.FAIL
    assert judged(found, stated("key-storage", {})).status is Status.PASS


def test_what_could_not_be_read_might_have_told():
    verdict = judged(stores({}, unread=[Unread("could not be read", "k8s/a.yaml")]))
    assert verdict.status is Status.UNKNOWN
    assert "k8s/a.yaml: could not be read" in verdict.message


def test_nothing_at_all():
    assert judged(KeyStores(provider="runway")).status is Status.UNKNOWN


def test_being_advised_it_leaves_the_gate_open(tmp_path):
    root = app(tmp_path / "app")
    done = preflight("check", "--only", "key-storage", cwd=root)
    assert done.returncode == 0
    assert "nobody has attested it" in done.stdout
