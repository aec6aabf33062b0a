"""Gathers the settings of servers - names, units, types, ranges - into the lists in `lint/schemalint/dialects/parameters/`.

    python bench/parameters.py postgres BIN [BIN …]      folders with initdb and postgres, one for each version
    python bench/parameters.py mariadb [MARIADBD]
    python bench/parameters.py mysql                     what is written down here from the manuals, and what MariaDB's list shares
    python bench/parameters.py sqlite [PYTHON|FOLDER …]  interpreters whose sqlite3 module is asked, folders with an apsw module

Servers run as in `bench/builtins.py`. A dialect's file is written anew from what this call could ask, so name all versions in one
call. The lists of MySQL are not complete: no server could be had, and the manual's list is longer than what is told apart here.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

Row = tuple[str, str, str]
"""Section, name, and what is said of the name."""


def _servers() -> Any:
    """`bench/builtins.py`, which runs the servers; its name is also that of a module of Python's own."""
    sys.path.insert(0, str(Path(__file__).parent))
    spec = spec_from_file_location("servers", Path(__file__).parent / "builtins.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


servers = _servers()
TARGET = Path(__file__).parent.parent / "lint/schemalint/dialects/parameters"

POSTGRES = (
    "SELECT lower(name), vartype, coalesce(unit, ''), coalesce(min_val, ''), coalesce(max_val, ''),"
    " coalesce(array_to_string(enumvals, ','), ''), context FROM pg_settings WHERE name !~ '[.]'"
)
MARIADB = (
    "SELECT lower(variable_name), lower(variable_type), variable_scope, coalesce(numeric_min_value, ''),"
    " coalesce(numeric_max_value, ''), coalesce(enum_value_list, ''), read_only FROM information_schema.system_variables"
)
TYPES = {"int": "integer", "bigint": "integer", "double": "real", "boolean": "bool", "enum": "enum"}
UNNAMED = ("varchar", "set", "flagset")

MYSQL_OWN = """
activate_all_roles_on_login admin_address admin_port admin_ssl_ca admin_ssl_cert admin_ssl_key admin_tls_ciphersuites admin_tls_version
authentication_policy auto_generate_certs binlog_encryption binlog_error_action binlog_group_commit_sync_delay
binlog_group_commit_sync_no_delay_count binlog_gtid_simple_recovery binlog_max_flush_queue_time binlog_order_commits
binlog_rotate_encryption_master_key_at_startup binlog_row_event_max_size binlog_row_value_options binlog_rows_query_log_events
binlog_transaction_compression binlog_transaction_compression_level_zstd binlog_transaction_dependency_history_size block_encryption_mode
caching_sha2_password_auto_generate_rsa_keys caching_sha2_password_digest_rounds caching_sha2_password_private_key_path
caching_sha2_password_public_key_path check_proxy_users connection_memory_chunk_size connection_memory_limit create_admin_listener_thread
cte_max_recursion_depth default_collation_for_utf8mb4 default_table_encryption dedicated_server disabled_storage_engines
disconnect_on_expired_password end_markers_in_json enforce_gtid_consistency explain_format explain_json_format_version
generated_random_password_length global_connection_memory_limit global_connection_memory_tracking gtid_executed
gtid_executed_compression_period gtid_mode gtid_next gtid_owned gtid_purged histogram_generation_max_mem_size
information_schema_stats_expiry innodb_api_bk_commit_interval innodb_api_disable_rowlock innodb_api_enable_binlog innodb_api_enable_mdl
innodb_api_trx_level innodb_buffer_pool_in_core_file innodb_buffer_pool_instances innodb_checkpoint_disabled innodb_dedicated_server
innodb_cmp_per_index_enabled innodb_ddl_buffer_size innodb_ddl_threads innodb_deadlock_detect_interval innodb_directories
innodb_doublewrite_batch_size innodb_doublewrite_dir innodb_doublewrite_files innodb_doublewrite_pages innodb_extend_and_initialize
innodb_flush_neighbors innodb_fsync_threshold innodb_idle_flush_pct innodb_log_checkpoint_fuzzy_now innodb_log_checkpoint_now
innodb_log_checksums innodb_log_compressed_pages innodb_log_files_in_group innodb_log_spin_cpu_abs_lwm innodb_log_spin_cpu_pct_hwm
innodb_log_wait_for_flush_spin_hwm innodb_log_write_ahead_size innodb_log_writer_threads innodb_numa_interleave innodb_page_cleaners
innodb_parallel_read_threads innodb_print_ddl_logs innodb_purge_rseg_truncate_frequency innodb_redo_log_archive_dirs
innodb_redo_log_capacity innodb_redo_log_encrypt innodb_rollback_segments innodb_segment_reserve_factor innodb_spin_wait_pause_multiplier
innodb_stats_include_delete_marked innodb_temp_tablespaces_dir innodb_thread_concurrency innodb_undo_log_encrypt innodb_undo_tablespaces
innodb_use_fdatasync innodb_validate_tablespace_paths innodb_version internal_tmp_mem_storage_engine keyring_operations
log_bin_use_v1_row_events log_error_services log_error_suppression_list log_error_verbosity log_output log_queries_not_using_indexes
log_raw log_replica_updates log_slow_admin_statements log_slow_extra log_slow_replica_statements log_slow_slave_statements
log_statements_unsafe_for_binlog log_throttle_queries_not_using_indexes log_timestamps mandatory_roles master_info_repository
max_execution_time max_points_in_geometry mecab_rc_file myisam_mmap_size mysql_native_password_proxy_users mysqlx_bind_address mysqlx_port
mysqlx_max_connections mysqlx_socket new ngram_token_size offline_mode optimizer_trace_features optimizer_trace_limit
optimizer_trace_offset original_commit_timestamp original_server_version parser_max_mem_size partial_revokes password_history
password_require_current password_reuse_interval persist_only_admin_x509_subject persist_sql_routines persisted_globals_load
print_identified_with_as_hex protocol_compression_algorithms pseudo_replica_mode query_alloc_block_size range_optimizer_max_mem_size
rbr_exec_mode regexp_stack_limit regexp_time_limit relay_log_info_repository replica_allow_batching replica_checkpoint_group
replica_checkpoint_period replica_compressed_protocol replica_exec_mode replica_load_tmpdir replica_max_allowed_packet replica_net_timeout
replica_parallel_type replica_parallel_workers replica_pending_jobs_size_max replica_preserve_commit_order replica_skip_errors
replica_sql_verify_checksum replica_transaction_retries replica_type_conversions replication_optimize_for_static_plugin_config
replication_sender_observe_commit_only require_row_format require_secure_transport resultset_metadata rpl_read_size
rpl_stop_replica_timeout rpl_stop_slave_timeout schema_definition_cache secondary_engine_cost_threshold select_into_buffer_size
select_into_disk_sync select_into_disk_sync_delay server_id_bits server_uuid session_track_gtids set_operations_buffer_size
sha256_password_auto_generate_rsa_keys sha256_password_proxy_users show_create_table_skip_secondary_engine
show_create_table_verbosity show_gipk_in_create_table_and_information_schema show_old_temporals skip_replica_start slave_checkpoint_group
slave_checkpoint_period slave_parallel_type slave_parallel_workers slave_pending_jobs_size_max slave_preserve_commit_order
slave_rows_search_algorithms source_verify_checksum sql_generate_invisible_primary_key sql_replica_skip_counter sql_require_primary_key
ssl_fips_mode ssl_session_cache_mode ssl_session_cache_timeout stored_program_cache stored_program_definition_cache super_read_only
sync_source_info table_encryption_privilege_check tablespace_definition_cache temptable_max_mmap temptable_max_ram temptable_use_mmap
terminology_use_previous thread_cache_size tls_certificates_enforced_validation tls_ciphersuites transaction_allow_batching
transaction_write_set_extraction use_secondary_engine validate_password windowing_use_high_precision xa_detach_on_prepare
"""
"""Variables of MySQL 8.0 to 9 that MariaDB does not have, or has with another meaning."""
MYSQL_GONE = {
    "query_cache_type": "8.0", "query_cache_size": "8.0", "query_cache_limit": "8.0", "query_cache_min_res_unit": "8.0",
    "query_cache_wlock_invalidate": "8.0", "innodb_file_format": "8.0", "innodb_file_format_check": "8.0", "innodb_file_format_max": "8.0",
    "innodb_large_prefix": "8.0", "innodb_locks_unsafe_for_binlog": "8.0", "innodb_support_xa": "8.0", "innodb_checksums": "8.0",
    "innodb_stats_sample_pages": "8.0", "innodb_undo_logs": "8.0", "innodb_additional_mem_pool_size": "5.7", "sql_log_bin_trust": "8.0",
    "log_warnings": "8.0", "log_builtin_as_identified_by_password": "8.0", "ignore_builtin_innodb": "8.0", "ignore_db_dirs": "8.0",
    "metadata_locks_cache_size": "8.0", "metadata_locks_hash_instances": "8.0", "date_format": "8.0", "datetime_format": "8.0",
    "time_format": "8.0", "max_tmp_tables": "8.0", "multi_range_count": "8.0", "old_passwords": "8.0", "secure_auth": "8.0",
    "show_compatibility_56": "8.0", "sync_frm": "8.0", "tx_isolation": "8.0", "tx_read_only": "8.0", "have_crypt": "8.0",
    "thread_concurrency": "5.7", "storage_engine": "5.7", "timed_mutexes": "5.7", "log_slow_queries": "5.6", "table_cache": "5.6",
    "key_buffer": "5.6", "thread_cache": "5.6", "default_character_set": "5.5", "default_authentication_plugin": "8.4",
    "expire_logs_days": "8.4", "binlog_transaction_dependency_tracking": "8.4", "master_info_repository": "8.4",
    "relay_log_info_repository": "8.4", "relay_log_info_file": "8.4", "slave_rows_search_algorithms": "8.4", "transaction_write_set_extraction": "8.4",
    "log_bin_use_v1_row_events": "8.4", "avoid_temporal_upgrade": "8.4", "show_old_temporals": "8.4", "have_ssl": "8.4", "have_openssl": "8.4",
    "have_profiling": "8.4", "old": "8.4", "new": "8.4", "language": "8.4", "innodb_api_enable_binlog": "8.4", "internal_tmp_disk_storage_engine": "8.0",
    "group_replication_ip_whitelist": "8.4", "replica_parallel_type": "9.6", "slave_parallel_type": "9.6",
}  # fmt: skip
"""Variables that MySQL had, with the first version that lacks them; some are variables of MariaDB still."""
MARIADB_ONLY = (
    "aria_", "wsrep_", "rocksdb_", "spider_", "columnstore_", "s3_", "tokudb_", "oqgraph_", "mroonga_", "innodb_encrypt", "innodb_encryption",
    "innodb_defragment", "innodb_instant_alter", "innodb_prefix_index", "innodb_default_encryption", "thread_pool_max", "thread_pool_oversubscribe",
    "thread_pool_stall", "gtid_domain_id", "gtid_strict_mode", "gtid_slave_pos", "gtid_current_pos", "gtid_binlog_pos", "gtid_binlog_state",
    "deadlock_search", "deadlock_timeout", "system_versioning", "histogram_size", "histogram_type", "join_cache_level", "use_stat_tables",
    "userstat", "log_slow_filter", "log_slow_rate_limit", "log_slow_verbosity", "idle_transaction_timeout", "idle_write_transaction_timeout",
    "idle_readonly_transaction_timeout", "strict_password_validation", "column_compression", "in_predicate_conversion_threshold", "max_session_mem_used",
    "max_statement_time", "progress_report_time", "analyze_sample_percentage", "encrypt_tmp", "encrypt_binlog", "extra_max_connections",
    "extra_port", "standard_compliant_cte", "tcp_nodelay", "sql_if_exists", "secure_timestamp", "proxy_protocol",
)  # fmt: skip
"""How the names of MariaDB's own variables begin."""

SQLITE_ASKED = """
import json, sys
try:
    if sys.argv[1]: sys.path.insert(0, sys.argv[1])
    import apsw
    connection, version = apsw.Connection(":memory:"), apsw.sqlitelibversion()
except ImportError:
    import sqlite3
    connection, version = sqlite3.connect(":memory:"), sqlite3.sqlite_version
print(json.dumps([version, [row[0] for row in connection.cursor().execute("PRAGMA pragma_list")]]))
"""
SQLITE_OPTIONAL = (
    "activate_extensions", "hexkey", "hexrekey", "key", "key_bytes", "rekey", "textkey", "textrekey", "cipher", "cipher_compatibility",
    "lock_proxy_file", "lock_status", "parser_trace", "sql_trace", "stats", "vdbe_addoptrace", "vdbe_debug", "vdbe_eqp", "vdbe_listing",
    "vdbe_trace", "filename", "legacy_file_format", "default_cache_size", "count_changes", "empty_result_callbacks", "full_column_names",
    "short_column_names", "temp_store_directory", "data_store_directory", "case_sensitive_like", "compile_options", "function_list",
    "module_list", "pragma_list",
)  # fmt: skip
"""Pragmas that only some builds have, or that are deprecated and still accepted."""


def said(kind: str, unit: str, least: str, most: str, values: str, context: str) -> str:
    return "|".join((kind, unit, least, most, values, context))


def from_postgres(folders: list[str]) -> None:
    found: dict[str, list[Row]] = {}
    asked = []
    for folder in folders:
        try:
            with servers.postgres(Path(folder).resolve()) as server:
                ((full,),) = server.rows("SELECT current_setting('server_version') AS version")
                rows = [("parameters", name, "|".join(rest)) for name, *rest in server.rows(POSTGRES)]
        except (RuntimeError, OSError) as error:
            print(f"{folder} could not be asked: {error}", file=sys.stderr)
            continue
        asked.append(full.split()[0])
        found.setdefault(full.split(".")[0], []).extend(rows)
    versions = sorted(found, key=int)
    write(
        "postgres",
        f"servers {', '.join(sorted(asked, key=lambda one: float(one)))}",
        "yes",
        [(one, found[one]) for one in versions],
    )


def from_mariadb(daemon: str) -> None:
    with servers.mariadb(daemon) as server:
        ((full,),) = server.rows("SELECT version()")
        rows: list[Row] = []
        for name, kind, scope, least, most, values, fixed in server.rows(MARIADB):
            kind = kind.removesuffix(" unsigned")
            bounds = (least, most) if kind in ("int", "bigint", "double") else ("", "")
            context = "internal" if scope == "GLOBAL" and fixed == "YES" else scope.lower()
            listed = values.replace(";", "") if kind in ("enum", "boolean") else ""
            # The server lists no values of character sets and collations.
            type_ = "string" if kind == "enum" and not listed else TYPES.get(kind, "string")
            rows.append(("parameters", name, said(type_, "", bounds[0], bounds[1], listed, context)))
    done = subprocess.run([daemon, "--no-defaults", "--verbose", "--help"], capture_output=True, text=True, check=False)
    known = {row[1] for row in rows}
    for written in re.findall(r"(?m)^ +(?:-\w, )?--([\w-]+)", done.stdout):
        name = written.replace("-", "_").lower()
        if name not in known:
            known.add(name)
            rows.append(("parameters", name, said("option", "", "", "", "", "internal")))
    version = ".".join(full.split("-")[0].split(".")[:2])
    write("mariadb", f"server {full}", "yes", [(version, rows)])


def from_mysql() -> None:
    shared: list[Row] = []
    text = gzip.decompress((TARGET / "mariadb.txt.gz").read_bytes()).decode()
    for line in text.partition("[parameters]\n")[2].splitlines():
        name = line.partition("\t")[0]
        if not name.startswith(MARIADB_ONLY):
            shared.append(("parameters", name, said("", "", "", "", "", "")))
    shared += [("parameters", name, said("", "", "", "", "", "")) for name in MYSQL_OWN.split()]
    every = list(dict.fromkeys(shared))
    versions = ("5.7", "8.0", "8.4", "9.6")
    by_version: list[tuple[str, list[Row]]] = []
    for version in versions:
        rows = []
        for section, name, facts in every:
            gone = MYSQL_GONE.get(name, "")
            if not gone or float(version) < float(gone):
                rows.append((section, name, facts))
        listed = {row[1] for row in rows}
        for name, gone in MYSQL_GONE.items():
            if float(version) >= float(gone):
                rows.append(("gone", name, gone))
            elif name not in listed:
                rows.append(("parameters", name, said("", "", "", "", "", "")))
        by_version.append((version, rows))
    write("mysql", "the manuals of MySQL 5.7, 8.0, 8.4 and 9", "no", by_version)


def from_sqlite(interpreters: list[str]) -> None:
    found: dict[str, list[Row]] = {}
    for server in interpreters:
        folder = Path(server).is_dir()
        done = subprocess.run(
            [sys.executable if folder else server, "-c", SQLITE_ASKED, str(Path(server).resolve()) if folder else ""],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            print(f"{server} could not be asked: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            continue
        version, names = json.loads(done.stdout)
        rows = [("parameters", name, said("", "", "", "", "", "")) for name in sorted({*names, *SQLITE_OPTIONAL})]
        found.setdefault(version.rpartition(".")[0], rows)
    versions = sorted(found, key=lambda one: tuple(map(int, one.split("."))))
    write("sqlite", "SQLite's own list of pragmas", "yes", [(one, found[one]) for one in versions])


def write(dialect: str, source: str, complete: str, versions: list[tuple[str, list[Row]]]) -> None:
    """The file of a dialect: sorted, so that two runs over the same servers give the same bytes."""
    names = " ".join(version for version, _ in versions)
    lines = [f"# Written by bench/parameters.py from {source}", f"versions {names}", f"complete {complete}"]
    found = servers.merged(versions)
    for section in sorted(found):
        lines.append(f"[{section}]")
        lines += [f"{name}\t{';'.join(sorted(entries))}" for name, entries in sorted(found[section].items())]
    text = "\n".join(lines) + "\n"
    target = TARGET / f"{dialect}.txt.gz"
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{target}: {target.stat().st_size / 1024:.0f} KB, { ({section: len(found[section]) for section in found}) }")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dialect", choices=("postgres", "mariadb", "mysql", "sqlite"))
    parser.add_argument("servers", nargs="*")
    given = parser.parse_args()
    match given.dialect:
        case "postgres":
            from_postgres(given.servers or [str(one) for one in sorted(Path("/usr/lib/postgresql").glob("*/bin"))])
        case "mariadb":
            from_mariadb(given.servers[0] if given.servers else shutil.which("mariadbd") or "/usr/sbin/mariadbd")
        case "mysql":
            from_mysql()
        case "sqlite":
            from_sqlite(given.servers or [sys.executable])


if __name__ == "__main__":
    main()
