"""The order of starting (servers, database, site, sample data, greeting) and of stopping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.assembly.config import Config
from core.embedded.errors import ServiceError
from core.embedded.ports import is_free
from core.embedded.services import READY_SECONDS, Plan, plan_services
from core.supervisor import freshness, programs, site
from core.supervisor.child import Child
from core.supervisor.crew import Crew, Interrupted
from core.supervisor.lock import AlreadyRunning, only_one
from core.supervisor.output import Printer
from core.supervisor.state import end_orphans, forget_state, load_state, save_state

WEB_SECONDS: Final = 120
# The site first, its broker next, its database last.
STOP_ORDER: Final = (("prepare", "sample", "web", "worker", "beat"), ("redis",), ("db",))


def up(config: Config) -> int:
    """Run the instance until it is asked to stop; return the exit code."""
    printer = Printer()
    try:
        with only_one(config.vitrine_data_dir):
            return _run(config, printer)
    except AlreadyRunning:
        printer.say(_already_running(config))
    except ServiceError as error:
        printer.say(str(error))
    return 1


def _run(config: Config, printer: Printer) -> int:
    data_dir = config.vitrine_data_dir
    for name in end_orphans(data_dir):
        printer.say(f"{name} was left running by a start that was killed; stopped it.")
    _refuse_taken_port(config)
    crew = Crew(
        printer=printer,
        on_change=lambda children: save_state(
            data_dir,
            url=site.address(config),
            children=[child.mark for child in reversed(children)],
        ),
    )
    with crew.listening():
        try:
            Start(config=config, crew=crew, printer=printer).all()
            crew.watch()
        except Interrupted:
            printer.say("Stopping.")
        finally:
            for names in STOP_ORDER:
                crew.stop(names)
            forget_state(data_dir)
    printer.say("Stopped.")
    return 0


@dataclass
class Start:
    """One start, step by step."""

    config: Config
    crew: Crew
    printer: Printer

    def all(self) -> None:
        """Start everything, and print the address once the site answers."""
        plan, servers = self._launch_servers()
        env = programs.site_environment(self.config, plan)
        fresh = freshness.look(self.config.vitrine_data_dir, plan)
        # The site takes longer to load than the database to start, so if there is nothing to
        # prepare, both start at once.
        web = self._launch_web(env) if fresh.files_unchanged else None
        self.crew.wait(until=lambda: _all_ready(servers), needs=servers, seconds=READY_SECONDS)
        plan.prepare_database()
        owner = programs.owner_environment(env, plan) | {"VITRINE_DB_ROLE": "owner"}
        if self._prepare(fresh, env, owner=owner) or web is None:
            self.crew.stop(["web"])
            web = self._launch_web(env)
        self.crew.wait(until=lambda: site.answers(self.config), needs=[web], seconds=WEB_SECONDS)
        # Only now: they would compete with the first page for the processor.
        self.crew.start(programs.worker(programs.owner_environment(env, plan)))
        self.crew.start(programs.beat(env))
        self._sample(fresh, env)
        self.printer.say(site.greeting(self.config))

    def _launch_servers(self) -> tuple[Plan, list[Child]]:
        plan = plan_services(
            self.config.vitrine_data_dir,
            database_url=self.config.database_url,
            owner_url=self.config.database_owner_url.get_secret_value(),
            redis_url=self.config.redis_url,
        )
        for note in plan.notes:
            self.printer.say(note)
        plan.prepare_files()
        return plan, [self.crew.start(program) for program in plan.programs()]

    def _launch_web(self, env: dict[str, str]) -> Child:
        return self.crew.start(programs.web(self.config, env))

    def _prepare(
        self, fresh: freshness.Freshness, env: dict[str, str], *, owner: dict[str, str]
    ) -> bool:
        """Migrate and collect static files as needed; return whether either was."""
        migrate, collect = fresh.needs_migration(), fresh.needs_static
        if migrate:
            self.printer.say("Preparing the database.")
            self._command("migrate", "--no-input", "--verbosity", "0", env=owner)
            fresh.migrated()
        if collect:
            self.printer.say("Preparing styles, fonts and scripts.")
            self._command("collectstatic", "--no-input", "--verbosity", "0", env=env)
            fresh.collected()
        return migrate or collect

    def _command(self, *arguments: str, env: dict[str, str]) -> None:
        if self.crew.run_once(programs.manage("prepare", *arguments, env=env)):
            raise ServiceError(f"{arguments[0]} failed, see above. Nothing was started.")

    def _sample(self, fresh: freshness.Freshness, env: dict[str, str]) -> None:
        if not fresh.needs_sample:
            return
        self.printer.say("Loading the sample workspace.")
        if self.crew.run_once(programs.manage("sample", "load_sample", env=env)):
            self.printer.say("The sample workspace could not be loaded; the site works without it.")
        else:
            fresh.sample_loaded()


def _all_ready(servers: list[Child]) -> bool:
    return all(server.ready for server in servers)


def _refuse_taken_port(config: Config) -> None:
    if not is_free(config.port):
        raise ServiceError(
            f"Port {config.port} is taken by another program. "
            f"Choose another one: PORT={config.port + 1} make run"
        )


def _already_running(config: Config) -> str:
    state = load_state(config.vitrine_data_dir)
    where = f" at {state.url}, process {state.pid}" if state else ""
    return (
        f"Vitrine is already running from {config.vitrine_data_dir}{where}. Stop it with Ctrl-C, "
        f"or give this one a folder and a port of its own:\n"
        f"VITRINE_DATA_DIR=/tmp/vitrine PORT={config.port + 1} make run"
    )
