import acme_schemalint

from schemalint import testing


@testing.examples(acme_schemalint)
def test_examples(case: testing.Case) -> None:
    case.run()
