"""熔断器的状态变化，用可拨动的时钟。"""

import pytest

from connectors.conversation.breaker import Breaker, BreakerState


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=2, open_s=10, clock=clock)
    breaker.failed()
    assert breaker.state is BreakerState.CLOSED
    breaker.failed()
    return breaker


def test_opens_after_the_limit_and_refuses() -> None:
    breaker = opened(Clock())
    assert breaker.state is BreakerState.OPEN
    assert not breaker.allow()


@pytest.mark.promise("熔断后半开时只放一句去试")
def test_half_open_lets_exactly_one_through() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    assert breaker.allow()
    assert not breaker.allow()


def test_trial_success_closes_and_failure_opens_again() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    assert breaker.allow()
    breaker.failed()
    assert breaker.state is BreakerState.OPEN
    clock.now = 20
    assert breaker.allow()
    breaker.succeeded()
    assert breaker.state is BreakerState.CLOSED


def test_a_cancelled_trial_gives_the_chance_back() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    assert breaker.allow()
    breaker.given_up()
    assert breaker.allow()


def test_a_success_forgets_earlier_failures() -> None:
    breaker = Breaker(failures=2, open_s=10)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allow()
