"""Every history of the corpus against what its directory and its framework's rules say, written by hand from those.

`sqlx`, which made the migrations of Svix, cannot be told from golang-migrate by names alone; nothing but the names is in that folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from schemalint.model.project import History
from schemalint.sources.history import Arrangement

pytestmark = pytest.mark.corpus

Arranged = Callable[..., Arrangement]


class Expected(NamedTuple):
    """One history."""

    folder: str
    framework: str
    dialect: str
    length: int
    runs: tuple[str, ...]
    """Stretches of names in their order, blanks between them; the first begins the history, the last ends it."""
    downs: int | None = None
    """How many have a down part; None where `without` leaves out the rest."""
    without: str = ""
    """Names without a down part."""
    only_down: str = ""
    """Names without an up part."""
    empty: str = ""
    """Names whose down part says nothing."""
    transaction: bool | str | None = "mixed"
    """Of every up part; `mixed` where `outside` or the number of statements tells."""
    outside: str = ""
    """Names that run outside a transaction, where all others run in one."""
    of: str = ""
    """The word that tells histories of one directory apart."""


KETO = (
    "20201110175414000000_relationtuple 20201110175414000001_relationtuple 20210623162417000000_relationtuple"
    " 20210623162417000001_relationtuple 20210623162417000002_relationtuple 20210623162417000003_relationtuple"
    " 20210914134624000000_legacy-cleanup 20220217152313000000_nid_fk 20220512151000000000_indices"
    " 20220513200300000000_create-intermediary-uuid-table 20220513200400000000_create-uuid-mapping-table"
    " 20220513200400000001_uuid-mapping-remove-check 20220513200600000000_drop-old-non-uuid-table"
    " 20220513200600000001_drop-old-non-uuid-table 20230228091200000000_add-on-delete-cascade-to-relationship"
)
KETO_EMPTY = (
    "20201110175414000000_relationtuple 20210623162417000000_relationtuple 20210623162417000002_relationtuple"
    " 20210623162417000003_relationtuple"
)
# MySQL has no file for the two steps that the others need.
KETO_MYSQL = KETO.replace(" 20210623162417000002_relationtuple 20210623162417000003_relationtuple", "")
FIRST_SQITCH = "schema_myfirstapp table_users table_products"
SECOND_SQITCH = "create_schema create_table create_another_table"

HISTORIES = (
    Expected(
        "concourse",
        "golang-migrate",
        "postgres",
        151,
        (
            "1510262030_initial_schema 1510670987_update_unique_constraint_for_resource_caches",
            # One version twice: the name tells them apart.
            "1626194317_add_job_pauses_table 1626194317_add_pipeline_pauses_table",
            "1781568000_add_stalled_since_to_workers 1783024587_workers_max_active_tasks",
        ),
        # Their other halves are written in Go.
        without="1537546150_global_resource_version_history",
        only_down="1522178770_add_job_tags 1561558376_add_type_to_resources",
        empty=(
            "1522178770_add_job_tags 1583868323_add_pipelines_last_update"
            " 1606489231_remove_versions_with_check_order_of_0"
        ),
    ),
    Expected(
        "crates-io",
        "diesel",
        "postgres",
        285,
        (
            "00000000000000_diesel_initial_setup 20140924113530_dumped_migration_1",
            # Dashes do not count, so dated names come behind the plain numbers of the days before.
            "20170728002039_fix_keywords 20170801133919_touch_crates_when_versions_modified"
            " 20170804200817_add_email_table 20170820180453_readme_rendering_tracking"
            " 2017-08-31-230457_invitations 2017-09-23-182408_move_tokens_to_emails_table",
            "2025-12-29-110242-0000_add_distribution_to_cloudfront_invalidation_queue 2026-01-20-162913_oauth_github_table",
            # The longer of two versions that begin alike comes second.
            "2026-05-26-120000-0000_semver_ord_v2 2026-05-27-120000_add_username_to_users"
            " 2026-05-27-120000-0000_semver_ord_v2_not_null",
            "2026-07-24-154000-0000_drop_cache_tags_backfills 2026-07-30-140000-0000_add_users_username_index",
        ),
        empty=(
            "20140925132250_dumped_migration_8 20140925132253_dumped_migration_11 20140925132254_dumped_migration_12"
            " 20140925161625_dumped_migration_17 20141112082527_dumped_migration_89 20170728002039_fix_keywords"
            " 2017-09-26-200549_users_lowercase_index 2017-10-06-234455_fix_local_dbs_unique_gh_login 2019-11-11-162609_drop_email_from_user"
        ),
        transaction=True,
    ),
    Expected(
        "dhis2/migration",
        "flyway",
        "postgres",
        345,
        (
            "V2_31_1__Migrations_for_release_v31 V2_31_6__Update_default_program_access_level_to_OPEN"
            " V2_31_7__Delete_code_klass_unique_constraint_in_deleted_object",
            "V2_44_18__drop_trackedentityaudit_foreign_key V2_44_20__map_created_lastupdated_not_null"
            " V2_44_21__create_lastupdated_index_trackerevent_and_singleevent",
        ),
        downs=0,
        transaction=True,
    ),
    Expected(
        "framework-fixtures/dbmate", "dbmate", "standard", 2, ("1_initial 2_second_migration",),
        without="2_second_migration", transaction=True,
    ),
    Expected(
        "framework-fixtures/flyway", "flyway", "mysql", 5,
        # The baseline stands for what is there as well, the repeatable one comes last.
        ("V1__initial V2__second_migration V3__third_migration V3_1__fourth_migration R__views",),
        downs=1, transaction=True,
    ),
    Expected(
        "framework-fixtures/golang-migrate", "golang-migrate", "standard", 2, ("1_initial 2_second_migration",),
        downs=2, transaction=False,
    ),
    Expected(
        "framework-fixtures/goose", "goose", "postgres", 2, ("1_initial 2_second_migration",),
        without="2_second_migration", transaction=True,
    ),
    Expected(
        "framework-fixtures/liquibase", "liquibase", "standard", 4,
        # `--rollback:` with a colon is none.
        ("1_initial:1-1 1_initial:1-2 1_initial:1-3 2_second_migration:2-1",),
        without="1_initial:1-1 1_initial:1-2 1_initial:1-3", transaction=True,
    ),
    *(
        Expected(
            f"guacamole/guacamole-auth-jdbc-{server}", "numbered", dialect, 2,
            ("001-create-schema 002-create-admin-user",), downs=0, transaction=None,
        )
        for server, dialect in (("mysql", "mysql"), ("postgresql", "postgres"), ("sqlserver", "tsql"))
    ),
    Expected("keto", "pop", "postgres", 15, (KETO,), empty=KETO_EMPTY, transaction=True, of="cockroach"),
    Expected(
        "keto", "pop", "mysql", 13, (KETO_MYSQL,), transaction=True, of="mysql",
        empty="20201110175414000000_relationtuple 20210623162417000000_relationtuple",
    ),
    Expected("keto", "pop", "postgres", 15, (KETO,), empty=KETO_EMPTY, transaction=True, of="postgres"),
    Expected(
        "keto", "pop", "sqlite", 15, (KETO,), transaction=True, of="sqlite",
        empty=f"{KETO_EMPTY} 20220513200400000001_uuid-mapping-remove-check",
    ),
    Expected(
        "langfuse",
        "prisma",
        "postgres",
        434,
        (
            "20230518191501_init 20230518193415_add_observaionts_and_traces 20230518193521_changes",
            "20260813120000_add_posthog_integration_error_fields 20260821121000_add_evaluator_v2"
            " 20260821121500_backfill_evaluator_v2",
        ),
        downs=0,
    ),
    Expected(
        "nakama",
        "sql-migrate",
        "postgres",
        19,
        (
            "20180103142001_initial_schema 20180805174141-tournaments 20200116134800-facebook-instant-games"
            " 20200615102232-apple 20201005180855-console 20210416090601-purchase 20220426122825-subscription"
            " 20221027145900-subscription-raw-columns 20230222172540-purchases-not-null-uid-1"
            " 20230222172540-purchases-not-null-uid-2 20230706095800-leaderboard-list-index"
            " 20240715155039-leaderboard-rank-enable 20240725115145-purchase-index-change"
            " 20240801100859-add-console-user-mfa 20250113112512_add_user_edge_metadata"
            " 20250703094700-add-console-settings 20250926112031-console-fine-grained-acl"
            " 20251015150737-add-user-notes-audit-acl-templates 20260319134532-add-display-name-index",
        ),
        transaction=True,
    ),
    Expected(
        "openfga/mysql",
        "goose",
        "mysql",
        8,
        (
            "001_initialize_schema 002_add_authorization_model_version 003_add_reverse_lookup_index"
            " 004_add_authorization_model_serialized_protobuf 005_add_conditions_to_tuples 006_extend_object_id"
            " 007_collate_object_id 008_collate_identifiers",
        ),
        transaction=True,
    ),
    Expected(
        "openfga/postgres",
        "goose",
        "postgres",
        6,
        (
            "001_initialize_schema 002_add_authorization_model_version 003_add_reverse_lookup_index"
            " 004_add_authorization_model_serialized_protobuf 005_add_conditions_to_tuples 006_add_collate_index",
        ),
        outside="006_add_collate_index",
    ),
    Expected(
        "openfga/sqlite", "goose", "sqlite", 2, ("005_initialize_schema 006_add_store_ulid_index",), transaction=True
    ),
    *(
        Expected(
            f"sqitch-fixtures/{kind}/packages/{package}", "sqitch", "postgres", len(names.split()), (names,),
            transaction=False,
        )
        for kind in ("simple", "simple-w-tags")
        for package, names in (
            ("my-first", FIRST_SQITCH),
            ("my-second", SECOND_SQITCH),
            ("my-third", "create_schema create_table"),
        )
    ),
    Expected(
        "supabase-auth",
        "pop",
        "postgres",
        70,
        (
            "00_init_auth_schema 20210710035447_alter_users 20210722035447_adds_confirmed_at"
            " 20210730183235_add_email_change_confirmed 20210909172000_create_identities_table"
            " 20210927181326_add_refresh_token_parent",
            "20260115000000_add_flow_state_oauth_context 20260121000000_add_token_endpoint_auth_method"
            " 20260219120000_add_custom_oauth_providers 20260302000000_add_passkeys"
            " 20260625000000_add_custom_claims_allowlist",
        ),
        downs=0,
        transaction=True,
    ),
    Expected(
        "svix",
        "golang-migrate",
        "postgres",
        16,
        (
            "20220123205937_initial 20220125145204_foreign_keys 20220218061228_endpoint_headers"
            " 20220428190104_message_expiration 20220506181355_remove_updated_at_from_static_entities"
            " 20221104170041_add_applicationmetadata 20221129215059_correct_collation"
            " 20221206214656_missing_msg_dest_endpoint 20221215195541_add_endpoint_metadata"
            " 20230116095641_add_event_type_feature_flags 20230505222507_operational_webhook_event-types"
            " 20231010170520_messagecontent_table 20240806212329_add_event_type_deprecated"
            " 20240906000000_add_response_duration 20250905195339_messageattempt_updates"
            " 20250909214223_messageattempt_endp_idx",
        ),
    ),
)  # fmt: skip


def _history(expected: Expected, arranged: Arranged, corpus: Path) -> History:
    found = arranged(corpus, expected.folder).histories
    if expected.of:
        found = tuple(one for one in found if one.evidence.startswith(f"{expected.of} "))
    [history] = found
    return history


@pytest.mark.parametrize("expected", HISTORIES, ids=lambda one: f"{one.folder}{one.of and '-' + one.of}")
def test_a_history_is_what_its_directory_says(expected: Expected, corpus: Path, arranged: Arranged) -> None:
    history = _history(expected, arranged, corpus)
    assert (history.framework, history.dialect, len(history.migrations)) == expected[1:4]
    assert history.tie is None
    assert history.strays == ()

    names = [migration.name for migration in history.migrations]
    runs = [run.split() for run in expected.runs]
    assert names[: len(runs[0])] == runs[0]
    assert names[-len(runs[-1]) :] == runs[-1]
    for run in runs:
        at = names.index(run[0])
        assert names[at : at + len(run)] == run

    without = [migration.name for migration in history.migrations if not migration.down]
    if expected.downs is None:
        assert without == expected.without.split()
    else:
        assert len(names) - len(without) == expected.downs
    assert [migration.name for migration in history.migrations if not migration.up] == expected.only_down.split()
    assert [migration.name for migration in history.migrations if migration.empty_down] == expected.empty.split()

    states = {migration.name: migration.up[0].transaction for migration in history.migrations if migration.up}
    if expected.outside:
        assert [name for name, state in states.items() if state is False] == expected.outside.split()
    elif expected.transaction == "mixed":
        assert set(states.values()) == {True, False}
    else:
        assert set(states.values()) == {expected.transaction}


def test_no_history_of_the_corpus_is_left_out(corpus: Path, arranged: Arranged) -> None:
    """Folders with migrations in SQL are those above, and no others."""
    found = set()
    for folder in sorted(os.listdir(corpus)):
        if (corpus / folder).is_dir():
            histories = arranged(corpus, folder).histories
            found |= {history.path for history in histories if history.dialect != "mongodb"}
    expected = {one.folder for one in HISTORIES}
    inner = {"keto": "keto/sql"}
    assert found == {
        f"{folder}/schema" if folder.startswith("guacamole/") else inner.get(folder, folder) for folder in expected
    }


def test_each_dialect_of_keto_takes_its_own_file_and_the_plain_one_for_the_rest(
    corpus: Path, arranged: Arranged
) -> None:
    rows = {}
    for history in arranged(corpus, "keto").histories:
        step = next(one for one in history.migrations if one.version == "20220513200300000000")
        rows[history.evidence.split()[0]] = [
            os.path.basename(script.path).split(".", 1)[1] for script in (*step.up, *step.down)
        ]
    assert rows == {
        "cockroach": ["up.sql", "down.sql"],
        "mysql": ["mysql.up.sql", "down.sql"],
        "postgres": ["postgres.up.sql", "down.sql"],
        "sqlite": ["sqlite.up.sql", "down.sql"],
    }
