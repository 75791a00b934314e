"""Random choices of a model, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from storefront.configurator.domain import Choices, Model


def any_choices(model: Model) -> st.SearchStrategy[Choices]:
    """Structurally valid choices; rules may be broken."""
    return st.builds(
        Choices,
        st.fixed_dictionaries({group.id: st.sampled_from(group.ids) for group in model.groups}),
        st.fixed_dictionaries(
            {
                n.id: st.integers(0, (n.high - n.low) // n.step).map(lambda i, n=n: n.low + i * n.step)
                for n in model.numbers
            }
        ),
        st.fixed_dictionaries({words.id: st.just("Anna") for words in model.texts}),
    )
