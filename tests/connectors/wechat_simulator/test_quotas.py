"""额度与凭证照微信的规矩。"""

from connectors.wechat_simulator.account import Kind
from connectors.wechat_simulator.quotas import Quotas, Rules


def test_five_messages_for_each_thing_the_citizen_says() -> None:
    quotas = Quotas(Rules())
    assert quotas.send_code("o1") == 45015
    quotas.allow("o1", 5, 100)
    assert [quotas.send_code("o1") for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    quotas.allow("o1", 5, 100)
    assert quotas.send_code("o1") == 0
    quotas.allow("o1", 3, -1)
    assert quotas.send_code("o1") == 45015


def test_the_daily_limit_permission_and_queued_faults() -> None:
    quotas = Quotas(Rules(daily_calls=1))
    quotas.allow("o1", 5, 100)
    assert [quotas.send_code("o1"), quotas.send_code("o1")] == [0, 45009]
    assert Quotas(Rules(send_allowed=False)).send_code("o1") == 48001
    rules = Rules()
    rules.faults.extend([-1, 0])
    faulty = Quotas(rules)
    faulty.allow("o1", 5, 100)
    assert [faulty.send_code("o1"), faulty.send_code("o1")] == [-1, 0]


def test_a_new_token_replaces_the_old_one() -> None:
    quotas = Quotas(Rules())
    assert quotas.token_code("", Kind.OFFICIAL) == 40001
    first, _ = quotas.new_token()
    second, _ = quotas.new_token()
    assert (quotas.token_code(first, Kind.OFFICIAL), quotas.token_code(first, Kind.WORK)) == (40001, 40014)
    assert quotas.token_code(second, Kind.KF) == 0
    expired = Quotas(Rules(token_s=-1))
    token, _ = expired.new_token()
    assert expired.token_code(token, Kind.OFFICIAL) == 42001
