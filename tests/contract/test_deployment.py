"""The deployment files name only settings, files, commands and probes that exist."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from fnmatch import fnmatch

import pytest
import yaml

from ai_features.knowledge.indexing import vector_index
from core.assembly.config import BASE_DIR, Config
from core.supervisor import programs
from core.supervisor.probe import PROBES

COMPOSE = (BASE_DIR / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
OURS = ("migrate", "web", "worker", "beat")
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text().replace("\\\n", " ")
EXAMPLE = (BASE_DIR / ".env.example").read_text()
README = (BASE_DIR / "README.md").read_text()
SETTINGS = {name.upper() for name in Config.model_fields}
NOT_OUR_SETTINGS = {
    "FORWARDED_ALLOW_IPS": "uvicorn's own",
    "VITRINE_DB_PASSWORD": "part of DATABASE_OWNER_URL",
    "VITRINE_DB_APP_PASSWORD": "part of DATABASE_URL",
    "VITRINE_DB_ADMIN_PASSWORD": "part of VITRINE_ADMIN_DATABASE_URL",
    "VITRINE_REDIS_PASSWORD": "part of REDIS_URL",
}
SECRETS = {"VITRINE_SECRET_KEY", *(name for name in NOT_OUR_SETTINGS if "PASSWORD" in name)}


def variables(text):
    """Return each ``${NAME…}`` with what follows the name: nothing, a default or a demand."""
    return set(re.findall(r"\$\{(\w+)([^}]*)\}", text))


def environment(service):
    return SERVICES[service]["environment"]


@pytest.mark.parametrize("service", OURS)
def test_every_variable_of_a_service_is_a_setting(service):
    assert set(environment(service)) - SETTINGS - set(NOT_OUR_SETTINGS) == set()


def test_what_the_operator_must_set_is_in_the_example():
    asked = {name for name, _ in variables(COMPOSE)}
    told = set(re.findall(r"^(\w+)=", EXAMPLE, flags=re.MULTILINE))
    assert asked == told
    assert asked <= SETTINGS | set(NOT_OUR_SETTINGS)


def test_the_readme_lists_every_setting_and_no_other():
    rows = re.findall(r"^\| (`[A-Z`_, ]+`) \|", README, flags=re.MULTILINE)
    assert set(re.findall(r"\w+", " ".join(rows))) == SETTINGS


def test_every_operator_setting_reaches_the_containers():
    inside = {"PORT", "VITRINE_DATA_DIR"}  # set by the image
    made = {
        "DATABASE_OWNER_URL",
        "VITRINE_DB_ROLE",
        "VITRINE_ADMIN_DATABASE_URL",
    }  # made from secrets
    assert SETTINGS - set(environment("web")) - inside - made == {"VITRINE_DEBUG"}, "laptops only"
    for name, value in environment("web").items():
        assert "${" in value, f"{name} cannot be set"


def test_no_secret_has_a_default_and_none_is_in_the_example():
    for name, behind in variables(COMPOSE):
        if name in SECRETS:
            assert behind.startswith(":?"), name
    for name in SECRETS:
        assert re.search(rf"^{name}=$", EXAMPLE, flags=re.MULTILINE), name


def test_only_migrate_and_worker_know_the_owners_login():
    knowing = {name for name in OURS if "DATABASE_OWNER_URL" in environment(name)}
    assert knowing == {"migrate", "worker"}
    administering = {name for name in OURS if "VITRINE_ADMIN_DATABASE_URL" in environment(name)}
    assert administering == {"migrate"}
    for name in OURS:
        assert environment(name)["DATABASE_URL"].startswith("postgresql://vitrine_app:")
        assert (environment(name).get("VITRINE_DB_ROLE") == "owner") == (name == "migrate")


def test_the_settings_of_the_containers_are_accepted(monkeypatch, tmp_path):
    filled = {"VITRINE_BASE_URL": "https://demos.example"} | dict.fromkeys(SECRETS, "x" * 40)
    for service in OURS:
        for name in SETTINGS:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment(service).items():
            text = re.sub(r"\$\{(\w+)[^}]*\}", lambda found: filled.get(found[1], ""), value)
            monkeypatch.setenv(name, text)
        config = Config(vitrine_data_dir=tmp_path)
        assert config.database_address.endswith("@db:5432/vitrine")
        assert bool(config.owner_address) == (service in {"migrate", "worker"})


def test_the_worker_and_the_clock_run_as_in_make_run():
    assert SERVICES["worker"]["command"][1:] == list(programs.worker({}).argv[5:])
    assert SERVICES["beat"]["command"][1:] == list(programs.beat({}).argv[5:])


def test_the_database_has_enough_shared_memory_to_build_an_index():
    wanted = int(vector_index.MEMORY.removesuffix("MB"))
    assert int(SERVICES["db"]["shm_size"].removesuffix("gb")) * 1024 > wanted


def modules(command):
    """Return the Python modules that a command names."""
    named = [
        word.partition(":")[0] for word in command if re.fullmatch(r"core\.[\w.]+(:\w+)?", word)
    ]
    assert named, command
    return named


def cmd():
    return json.loads(re.findall(r"^CMD (\[.*\])", DOCKERFILE, flags=re.MULTILINE)[-1])


def test_every_command_names_a_module_that_exists():
    commands = [SERVICES[name].get("command") or cmd() for name in OURS]
    for command in commands:
        for module in modules(command):
            assert importlib.util.find_spec(module), module


def test_health_checks_ask_probes_that_exist():
    asked = [SERVICES[name]["healthcheck"]["test"] for name in ("worker", "beat")]
    image = re.search(r"HEALTHCHECK[^\[]*CMD (\[.*\])", DOCKERFILE)
    asked.append(["CMD", *json.loads(image[1])])
    for test in asked:
        assert test[:4] == ["CMD", "python", "-m", "core.supervisor.probe"]
        assert set(test[4:]) <= set(PROBES)
    assert "healthcheck" not in SERVICES["web"], "the web's is the image's own"


def test_the_site_listens_on_the_port_that_is_published_and_probed():
    inside = SERVICES["web"]["ports"][0].rpartition(":")[2]
    command = cmd()
    assert command[command.index("--port") + 1] == inside
    assert "PORT" not in environment("web"), "the probe would ask another port"
    assert Config.model_fields["port"].default == int(inside)


def copied():
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, flags=re.MULTILINE):
        *sources, _ = shlex.split(line)
        yield from sources


def kept_out(path):
    """Return whether .dockerignore excludes ``path``: the last matching line decides."""
    out = False
    for line in (BASE_DIR / ".dockerignore").read_text().split():
        pattern = line.removeprefix("!")
        if fnmatch(path, pattern) or path.startswith(f"{pattern}/"):
            out = not line.startswith("!")
    return out


def test_what_the_image_copies_exists_and_is_not_ignored():
    for source in copied():
        assert (BASE_DIR / source).exists(), source
        assert not kept_out(source), source


def test_the_image_has_every_package_and_no_secret():
    packages = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")} - {"tests"}
    assert packages | {"templates", "static", "manage.py"} <= set(copied())
    for name in (".env", ".data", "tests", ".git"):
        assert kept_out(name), name


def test_volumes_and_dependencies_are_named():
    declared = set(yaml.safe_load(COMPOSE)["volumes"])
    for name, service in SERVICES.items():
        used = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert used <= declared, name
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
