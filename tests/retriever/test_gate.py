"""A gate lets in many, or one alone, and whoever is inside never waits for it."""

import threading

from retriever.gate import Gate


def test_one_who_is_to_be_alone_waits_for_those_inside_and_keeps_others_out() -> None:
    gate, order = Gate(), list[str]()
    inside, asked = threading.Event(), threading.Event()

    def first() -> None:
        with gate.passing():
            inside.set()
            asked.wait(10)
            with gate.passing():  # no waiting for itself
                order.append("first")

    def goes_on() -> bool:
        asked.set()
        return True

    def alone() -> None:
        with gate.alone(goes_on) as here:
            assert here
            with gate.passing():
                order.append("alone")

    def last() -> None:
        asked.wait(10)
        with gate.passing():
            order.append("last")

    threads = [threading.Thread(target=one) for one in (first, alone, last)]
    threads[0].start()
    inside.wait(10)
    for one in threads[1:]:
        one.start()
    for one in threads:
        one.join(10)
    assert order == ["first", "alone", "last"]


def test_many_are_inside_at_once() -> None:
    gate, together = Gate(), threading.Barrier(3, timeout=10)

    def pass_through() -> None:
        with gate.passing():
            together.wait()

    threads = [threading.Thread(target=pass_through) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)
    assert not together.broken


def test_one_who_gives_up_waiting_is_not_alone_and_lets_others_in() -> None:
    gate = Gate()
    gate.enter()
    with gate.alone(lambda: False) as here:
        assert not here
        gate.enter()
    gate.leave()
    gate.leave()
    with gate.alone() as here:
        assert here
