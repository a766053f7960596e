"""Work on a second connection, which comes to wait for a lock that the first one holds."""

from __future__ import annotations

from threading import Thread

from django.db import connection

LOOKS = 200
WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database()
"""


def waits_for_a_lock(pause):
    """Return whether anybody comes to wait for a lock; ``pause`` passes the time between looks."""
    for _ in range(LOOKS):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone() != (0,):
                return True
        pause()
    return False


class Elsewhere:
    """``work``, done by a thread of its own; ``faults`` says what went wrong in it."""

    def __init__(self, work):
        self._work, self.faults = work, []
        self._thread = Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            self._work()
        except Exception as error:
            self.faults.append(repr(error))
        finally:
            connection.close()

    def start(self):
        self._thread.start()

    def start_and_wait_for_the_lock(self):
        self.start()
        if not waits_for_a_lock(lambda: self._thread.join(0.05)):
            raise AssertionError(f"The work never came to what is held. {self.faults}")

    def finish(self):
        """Wait for the end of the work and return its faults."""
        self._thread.join()
        return self.faults
