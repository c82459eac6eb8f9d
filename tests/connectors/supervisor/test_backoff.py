"""重启前等多久。"""

from connectors.supervisor.backoff import Backoff


def test_waits_double_up_to_the_limit() -> None:
    backoff = Backoff(first_s=0.5, factor=2, max_s=3, reset_s=60)
    assert [backoff.next_wait(ran_s=1) for _ in range(5)] == [0.5, 1, 2, 3, 3]


def test_a_long_run_starts_over() -> None:
    backoff = Backoff(first_s=0.5, factor=2, max_s=30, reset_s=60)
    backoff.next_wait(1)
    backoff.next_wait(1)
    assert backoff.next_wait(ran_s=60) == 0.5
