"""What strangers send fills no log."""

from __future__ import annotations

import logging


def test_a_request_for_a_foreign_host_is_one_line_of_warning(client, db, caplog):
    assert client.get("/", headers={"Host": "elsewhere.test"}).status_code == 400
    (said,) = [record for record in caplog.records if "elsewhere.test" in record.getMessage()]
    assert said.levelno == logging.WARNING
    assert said.exc_info is None
    assert "\n" not in said.getMessage()
