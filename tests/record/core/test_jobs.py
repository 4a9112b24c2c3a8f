"""Long work: progress, cancel, and again from where it stood."""

import pytest

from rembuk.errors import Refused
from rembuk.record.core import jobs
from rembuk.record.core.identity import uuid7
from rembuk.record.core.models import Job


@pytest.fixture
def kind(record, settings, tmp_path, monkeypatch):
    """Return a function that names what the jobs of a kind do, and queues one."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(jobs, "_functions", {})

    def queue(function):
        jobs.handles("test", function)
        return jobs.enqueue("test", uuid7())

    return queue


def test_a_job_tells_how_far_it_is_and_ends_with_its_sentence(kind):
    seen = []

    def work(subject, progress):
        for done in range(5):
            progress.tell(done + 1, 5)
        return "selesai"

    job = kind(work)
    assert jobs.run(job, lambda done, total: seen.append((done, total))) == "selesai"
    row = Job.objects.get(pk=job)
    assert (row.state, row.done, row.total, row.message) == ("done", 5, 5, "selesai")
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert not jobs.run_next()


def test_a_job_that_is_asked_to_stop_stops_at_its_next_step(kind):
    steps = []

    def work(subject, progress):
        steps.append(1)
        jobs.ask_to_cancel(job)
        progress.tell(1, 1)
        steps.append(2)
        return "selesai"

    job = kind(work)
    with pytest.raises(Refused) as refused:
        jobs.run(job)
    assert refused.value.code == "cancelled"
    assert steps == [1]
    assert Job.objects.get(pk=job).state == "cancelled"


def test_a_job_left_by_a_dead_worker_is_done_by_the_next(kind):
    job = kind(lambda subject, progress: "selesai")
    Job.objects.filter(pk=job).update(state="running")
    assert jobs.run_next()
    assert Job.objects.get(pk=job).state == "done"


def test_a_refusal_is_written_down_and_the_worker_goes_on(kind):
    def work(subject, progress):
        raise Refused("broken", "Berkas rusak.")

    job = kind(work)
    assert jobs.run_next()
    row = Job.objects.get(pk=job)
    assert (row.state, row.message) == ("failed", "Berkas rusak.")
    assert not jobs.run_next()


def test_a_job_that_always_takes_its_process_down_is_given_up(kind):
    job = kind(lambda subject, progress: "selesai")
    Job.objects.filter(pk=job).update(attempts=jobs.MAX_ATTEMPTS)
    with pytest.raises(Refused) as refused:
        jobs.run(job)
    assert refused.value.code == "given-up"
    assert Job.objects.get(pk=job).state == "failed"
