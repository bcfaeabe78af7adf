"""Alerts reach a receiver, are retried until they do, are sent once, and hold no secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import dagster as dg
import pytest

from kj_assets.dagster_kit.alerts.channels import Mail, NotDeliveredError, Webhook
from kj_assets.dagster_kit.alerts.outbox import Alert, Outbox
from kj_assets.dagster_kit.alerts.sensors import (
    alert_sensors,
    describe_failed_run,
    find_failed_checks,
)
from kj_assets_tests.dagster_kit.receivers import HERE, HookServer, PostServer, serving
from kj_assets_tests.dagster_kit.running import build_sums, declare

SECRET = "a-secret-token"
ALERT = Alert("run 1", "A scheduled run failed", "why: 이유")
NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def hook(monkeypatch):
    server = HookServer()
    with serving(server) as port:
        monkeypatch.setenv("HOOK", f"http://127.0.0.1:{port}/{SECRET}")
        yield server


@pytest.fixture
def post():
    server = PostServer()
    with serving(server) as port:
        server.channel = Mail(HERE, port, "none", "t@example.org", ("o@example.org",))
        yield server


def test_an_alert_reaches_the_webhook_and_the_mail_box_once(tmp_path, hook, post):
    outbox = Outbox(tmp_path)
    assert outbox.put(ALERT) and not outbox.put(ALERT)
    channels = [Webhook("HOOK"), post.channel]
    assert outbox.deliver(channels, NOW) == "1 alerts sent"
    assert outbox.deliver(channels, NOW) == "0 alerts sent"
    assert not outbox.put(ALERT)
    title = "A scheduled run failed"
    assert hook.posted == [{"title": title, "text": f"{title}\nwhy: 이유"}]
    (mail,) = (message_from_bytes(data, policy=policy.default) for data in post.mails)
    assert (mail["Subject"], mail["To"]) == ("A scheduled run failed", "o@example.org")
    assert mail.get_content().strip() == "why: 이유"


def test_a_failed_delivery_is_told_and_tried_again_later_and_only_where_it_failed(
    tmp_path, hook, post
):
    hook.statuses += [500, 500]
    outbox, channels = Outbox(tmp_path), [Webhook("HOOK"), post.channel]
    outbox.put(ALERT)
    first = outbox.deliver(channels, NOW)
    assert first == "0 alerts sent, 1 wait: webhook: refused with status 500 (attempt 1)"
    assert outbox.deliver(channels, NOW + timedelta(seconds=1)) == first
    assert len(hook.posted) == 1
    assert "attempt 2" in outbox.deliver(channels, NOW + timedelta(minutes=2))
    assert Outbox(tmp_path).deliver(channels, NOW + timedelta(hours=2)) == "1 alerts sent"
    assert len(hook.posted) == 3 and len(post.mails) == 1


TROUBLES = {
    "nobody listens": f"http://127.0.0.1:1/{SECRET}",
    "no address": f"{SECRET}",
    "an address of a file": f"file:///{SECRET}",
    "an address that cannot be": f"http://[{SECRET}",
    "a space in it": f"http://127.0.0.1/{SECRET} more",
    "not set": "",
}


@pytest.mark.parametrize("url", TROUBLES.values(), ids=TROUBLES.keys())
def test_no_message_holds_the_secret(tmp_path, monkeypatch, url):
    monkeypatch.setenv("HOOK", url)
    outbox = Outbox(tmp_path)
    outbox.put(ALERT)
    told = outbox.deliver([Webhook("HOOK")], NOW)
    assert "1 wait: webhook" in told and SECRET not in told
    assert all(SECRET not in path.read_text() for path in tmp_path.rglob("*.json"))


def test_a_webhook_that_redirects_is_not_followed(hook):
    hook.statuses += [302]
    with pytest.raises(NotDeliveredError, match="302"):
        Webhook("HOOK").send("title", "text")


def test_a_mail_server_that_refuses_or_is_away_is_told(post):
    post.refuses = True
    with pytest.raises(NotDeliveredError):
        post.channel.send("title", "text")
    away = Mail("127.0.0.1", 1, "starttls", "t@example.org", ("o@example.org",))
    with pytest.raises(NotDeliveredError, match="not reached"):
        away.send("title", "text")


def make_run(**tags: str) -> dg.DagsterRun:
    return dg.DagsterRun(job_name="build", run_id="abc", tags=tags)


def test_a_run_that_started_on_its_own_and_failed_is_told_and_a_persons_is_not():
    alert = describe_failed_run(make_run(**{"dagster/schedule_name": "yearly_build"}), "disk full")
    assert alert and "yearly_build, failed: disk full" in alert.text
    assert describe_failed_run(make_run(), "a person saw it") is None


def test_a_failed_check_is_told_once_while_it_says_the_same(tmp_path, hook):
    numbers = tmp_path / "numbers.txt"
    outbox = Outbox(tmp_path / "outbox")
    with dg.DagsterInstance.ephemeral() as instance:
        for total in ("-9", "-9", "-8"):
            numbers.write_text(total)
            build_sums(declare(numbers), tmp_path / "build", instance)
            for alert in find_failed_checks(instance, NOW - timedelta(days=3650)):
                outbox.put(alert)
    texts = [waiting.alert.text for waiting in outbox.list().values()]
    assert len(texts) == 2
    assert {text.split(".")[0].splitlines()[0] for text in texts} == {
        "the sum is -9",
        "the sum is -8",
    }


def test_the_sensors_gather_and_send_and_never_start_a_run(tmp_path, hook):
    outbox = Outbox(tmp_path)
    failed, send = alert_sensors(outbox, [Webhook("HOOK")], lambda now: [ALERT])
    assert {failed.name, send.name} == {"alert_failed_runs", "send_alerts"}
    with dg.DagsterInstance.ephemeral() as instance:
        for expected in ("1 alerts sent", "0 alerts sent"):
            context = dg.build_sensor_context(instance=instance)
            told = send(context)
            assert isinstance(told, dg.SkipReason) and told.skip_message == expected
            assert context.cursor
    assert len(hook.posted) == 1


@dg.op
def stumble() -> None:
    raise KeyError("a bug")


@dg.job
def stumbling() -> None:
    stumble()


def test_the_failure_of_a_scheduled_run_goes_into_the_outbox(tmp_path):
    outbox = Outbox(tmp_path)
    failed, _ = alert_sensors(outbox, [], lambda now: [])
    with dg.DagsterInstance.ephemeral() as instance:
        tags = {"dagster/schedule_name": "yearly_build"}
        result = stumbling.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
        ended = dg.DagsterEventType.RUN_FAILURE
        context = dg.build_run_status_sensor_context(
            sensor_name="alert_failed_runs",
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            dagster_event=next(event for event in result.all_events if event.event_type == ended),
        ).for_run_failure()
        failed(context)
    (waiting,) = outbox.list().values()
    assert "yearly_build" in waiting.alert.text and result.run_id in waiting.alert.text
