from pathlib import Path

import acme_policies

from schemalint import cli, testing

PACK = Path(acme_policies.__file__).parent / "schemalint.toml"


@testing.examples(acme_policies)
def test_rules(case: testing.Case) -> None:
    case.run()


def test_policies() -> None:
    assert cli.run(["policy", "test", "--config", str(PACK)]) == 0
