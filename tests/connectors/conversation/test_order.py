"""同一对话先来先答，不同对话互不等待。"""

import asyncio

import pytest

from connectors.conversation.order import ConversationOrder


@pytest.mark.promise("同一个对话的话按次序处理")
def test_turns_of_one_conversation_keep_their_order() -> None:
    async def scene() -> list[int]:
        order, done = ConversationOrder(100), []

        async def turn(number: int) -> None:
            async with order.turn("c"):
                # 先来的做得慢，后来的也得等
                await asyncio.sleep(0.02 / (number + 1))
                done.append(number)

        await asyncio.gather(*(turn(number) for number in range(6)))
        return done

    assert asyncio.run(scene()) == [0, 1, 2, 3, 4, 5]


def test_different_conversations_run_together() -> None:
    async def scene() -> int:
        order, inside, most = ConversationOrder(100), 0, 0

        async def turn(name: str) -> None:
            nonlocal inside, most
            async with order.turn(name):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.01)
                inside -= 1

        await asyncio.gather(*(turn(str(number)) for number in range(5)))
        return most

    assert asyncio.run(scene()) == 5


def test_idle_conversations_are_forgotten_but_waiting_ones_are_kept() -> None:
    async def scene() -> int:
        order = ConversationOrder(3)
        async with order.turn("waiting"):
            for number in range(50):
                async with order.turn(str(number)):
                    pass
            assert order._locks["waiting"].locked()
        return len(order)

    assert asyncio.run(scene()) <= 4
