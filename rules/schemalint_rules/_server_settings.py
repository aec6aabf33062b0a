"""What is known of settings besides the lists gathered from servers."""

from __future__ import annotations

from collections.abc import Mapping

from schemalint import Dialect

NEWER: Mapping[tuple[str, str], str] = {
    ("postgres", "wal_keep_segments"): "wal_keep_size",
    ("postgres", "checkpoint_segments"): "max_wal_size",
    ("postgres", "promote_trigger_file"): "",
    ("postgres", "operator_precedence_warning"): "",
    ("postgres", "vacuum_cleanup_index_scale_factor"): "",
    ("postgres", "replacement_sort_tuples"): "",
    ("postgres", "sort_mem"): "work_mem",
    ("postgres", "vacuum_mem"): "maintenance_work_mem",
    ("postgres", "force_parallel_mode"): "debug_parallel_query",
    ("postgres", "max_stack_size"): "max_stack_depth",
    ("postgres", "standby_mode"): "",
    ("postgres", "ssl_renegotiation_limit"): "",
    ("postgres", "unix_socket_directory"): "unix_socket_directories",
    ("postgres", "log_statment"): "log_statement",
    ("mysql", "expire_logs_days"): "binlog_expire_logs_seconds",
    ("mysql", "tx_isolation"): "transaction_isolation",
    ("mysql", "tx_read_only"): "transaction_read_only",
    ("mysql", "default_authentication_plugin"): "authentication_policy",
    ("mysql", "log_warnings"): "log_error_verbosity",
    ("mysql", "storage_engine"): "default_storage_engine",
    ("mysql", "table_cache"): "table_open_cache",
    ("mysql", "key_buffer"): "key_buffer_size",
    ("mysql", "log_slow_queries"): "slow_query_log",
    ("mysql", "innodb_log_files_in_group"): "innodb_redo_log_capacity",
    ("mysql", "group_replication_ip_whitelist"): "group_replication_ip_allowlist",
}  # fmt: skip
"""What a parameter is called, or what does its work, in versions that have it no more."""
FEW: Mapping[str, frozenset[str]] = {
    "postgres": frozenset({
        "role", "session_authorization", "is_superuser", "seed", "names", "time", "schema", "include", "include_dir", "include_if_exists",
        "transaction", "xmloption", "default_with_oids", "wal_debug", "extension_destdir", "trace_sort", "trace_locks", "optimize_bounded_sort",
    }),
    "mysql": frozenset({"names", "password", "default_character_set", "quick", "include", "includedir"}),
    "mariadb": frozenset({"names", "password", "quick", "include", "includedir"}),
    "sqlite": frozenset(),
}  # fmt: skip
"""What servers take although their lists do not show it."""
OTHERS: Mapping[str, tuple[str, ...]] = {
    "mysql": ("group_replication_", "mysqlx_", "validate_password", "audit_log", "clone_", "keyring_", "ndb", "thread_pool_", "loose_", "rpl_semi_sync_", "component_", "telemetry", "performance_schema_", "plugin_", "myisam_"),
    "mariadb": ("rocksdb_", "spider_", "server_audit", "columnstore_", "s3_", "tokudb_", "oqgraph_", "mroonga_", "feedback", "auth_", "simple_password_check_", "cracklib_", "file_key_management_", "aws_", "hashicorp_", "provider_", "galera", "loose_", "plugin_", "connect_", "sphinx", "sql_error_log_", "query_response_time_", "wsrep_", "skip_", "disable_", "enable_", "maximum_", "performance_schema_", "innodb_cmp", "innodb_ft"),
    "sqlite": ("pragma_", "cipher", "mmap", "vfs", "fts"),
}  # fmt: skip
"""How the parameters of plug-ins begin, which are there when these are."""
COMMON: Mapping[Dialect, frozenset[str]] = {
    "tsql": frozenset({
        "max server memory (mb)", "min server memory (mb)", "max degree of parallelism", "cost threshold for parallelism",
        "show advanced options", "fill factor (%)", "backup compression default", "backup checksum default", "optimize for ad hoc workloads",
        "remote admin connections", "xp_cmdshell", "clr enabled", "clr strict security", "database mail xps", "max worker threads",
        "network packet size (b)", "nested triggers", "recovery interval (min)", "remote query timeout (s)", "query wait (s)", "query governor cost limit",
        "user connections", "locks", "default language", "default trace enabled", "contained database authentication", "agent xps",
        "ole automation procedures", "ad hoc distributed queries", "priority boost", "lightweight pooling", "index create memory (kb)",
        "min memory per query (kb)", "tempdb metadata memory_optimized", "external scripts enabled", "filestream access level", "cross db ownership chaining",
        "blocked process threshold (s)", "access check cache bucket count", "automatic soft_numa disabled", "server trigger recursion",
        "two digit year cutoff", "user options", "c2 audit mode", "common criteria compliance enabled", "polybase enabled", "max text repl size (b)",
        "cursor threshold", "disallow results from triggers", "transform noise words", "scan for startup procs", "media retention",
    }),
    "oracle": frozenset({
        "sga_target", "sga_max_size", "pga_aggregate_target", "pga_aggregate_limit", "memory_target", "memory_max_target", "processes", "sessions",
        "open_cursors", "db_block_size", "db_cache_size", "shared_pool_size", "log_buffer", "undo_retention", "undo_tablespace", "undo_management",
        "db_recovery_file_dest", "db_recovery_file_dest_size", "db_files", "db_name", "db_unique_name", "compatible", "control_files",
        "optimizer_mode", "optimizer_index_cost_adj", "optimizer_index_caching", "optimizer_adaptive_plans", "parallel_max_servers", "parallel_degree_policy",
        "cursor_sharing", "session_cached_cursors", "statistics_level", "audit_trail", "nls_date_format", "nls_timestamp_format", "nls_language",
        "nls_territory", "nls_length_semantics", "log_archive_dest_1", "log_archive_format", "remote_login_passwordfile", "job_queue_processes",
        "result_cache_max_size", "inmemory_size", "filesystemio_options", "fast_start_mttr_target", "archive_lag_target", "resource_manager_plan",
        "local_listener", "diagnostic_dest", "db_writer_processes", "large_pool_size", "java_pool_size", "streams_pool_size", "max_string_size",
        "enable_pluggable_database", "deferred_segment_creation", "recyclebin", "star_transformation_enabled", "query_rewrite_enabled",
        "workarea_size_policy", "timed_statistics", "plsql_optimize_level", "nls_sort", "nls_comp", "time_zone", "current_schema", "container",
        "standby_file_management", "log_archive_config", "log_archive_max_processes", "db_flashback_retention_target", "sec_case_sensitive_logon",
    }),
}  # fmt: skip
"""Well-known parameters of servers that could not be asked; of their others nothing is said."""
