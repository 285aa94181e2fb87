"""Stages of an answer as one LangChain runnable, without the threads that a pipe of them would take.

``RunnablePassthrough.assign(...) | RunnablePassthrough.assign(...)`` gives the same states, but each stage passes all
that comes after it through two threads of its own: five of them took as long as writing and checking an answer does
(docs/decisions/page.md).
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from langchain_core.runnables import AddableDict, Runnable, RunnableConfig, RunnableGenerator
from langchain_core.runnables.config import run_in_executor

__all__ = ["Staged", "State"]

State = dict[str, Any]


class Staged(RunnableGenerator[State, State]):
    """What is given to it, then what each stage makes of that and of what the stages before it made.

    Args:
        stages: name of what a stage makes -> the stage, in order.
        last: name of what the last stage makes, which is streamed as it comes.
        streaming: that stage.
    """

    def __init__(self, stages: Mapping[str, Runnable[State, Any]], last: str, streaming: Runnable[State, Any]) -> None:
        self._stages, self._last, self._streaming = stages, last, streaming
        # It hands the config to functions that take one, which its types do not say.
        super().__init__(self._in_turn, self._awaited, name="answer")  # type: ignore[arg-type]

    def invoke(self, input: State, config: RunnableConfig | None = None, **kwargs: Any) -> State:  # noqa: A002, ANN401
        """The state at the end: of what is made more than once, the last."""
        state: State = {}
        for made in self.stream(input, config, **kwargs):
            state.update(made)
        return state

    async def ainvoke(
        self,
        input: State,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - as LangChain has it
    ) -> State:
        """The same for those who await."""
        return await run_in_executor(config, lambda: self.invoke(input, config, **kwargs))

    def _in_turn(self, given: Iterator[State], config: RunnableConfig) -> Iterator[State]:
        state: State = {}
        for part in given:
            state.update(part)
        yield AddableDict(state)
        for name, stage in self._stages.items():
            state[name] = stage.invoke(state, config)
            yield AddableDict({name: state[name]})
        for made in self._streaming.stream(state, config):
            yield AddableDict({self._last: made})

    async def _awaited(self, given: AsyncIterator[State], config: RunnableConfig) -> AsyncIterator[State]:
        """What :meth:`_in_turn` gives, all at once."""
        parts = [part async for part in given]
        for made in await run_in_executor(config, lambda: list(self._in_turn(iter(parts), config))):
            yield made
