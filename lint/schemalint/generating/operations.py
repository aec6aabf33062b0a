"""What a document says about running a server, by dialect: commands and queries, with placeholders where only people know."""

from __future__ import annotations

from schemalint.model.document import Dialect

PRODUCTS: dict[Dialect, str] = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "tsql": "SQL Server",
    "oracle": "Oracle Database",
    "mongodb": "MongoDB",
    "dynamodb": "DynamoDB",
}

PORTS: dict[Dialect, str] = {"postgres": "5432", "mysql": "3306", "mariadb": "3306", "tsql": "1433", "oracle": "1521"}

SETTINGS: dict[Dialect, tuple[str, ...]] = {
    "postgres": ("max_connections", "shared_buffers", "effective_cache_size", "work_mem", "maintenance_work_mem"),
    "mysql": ("max_connections", "innodb_buffer_pool_size", "innodb_flush_log_at_trx_commit", "sql_mode"),
    "mariadb": ("max_connections", "innodb_buffer_pool_size", "innodb_flush_log_at_trx_commit", "sql_mode"),
    "sqlite": ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"),
    "tsql": ("max server memory (MB)", "max degree of parallelism", "cost threshold for parallelism"),
    "oracle": ("memory_target", "processes", "open_cursors"),
}
"""The settings that every installation decides about."""

BACKUP: dict[Dialect, str] = {
    "postgres": (
        "# One database, which pg_restore can load in parts\n"
        "pg_dump --host=[Host name] --username=[User name] --format=custom --file=backup.dump [Database name]\n\n"
        "# The whole server, from which a moment in time can be reached with the archived log\n"
        "pg_basebackup --host=[Host name] --username=[User name] --pgdata=backup --format=tar --gzip \\\n"
        "    --wal-method=stream --checkpoint=fast"
    ),
    "mysql": (
        "mysqldump --host=[Host name] --user=[User name] --single-transaction --routines --triggers --events \\\n"
        "    [Database name] > backup.sql"
    ),
    "mariadb": (
        "mariadb-dump --host=[Host name] --user=[User name] --single-transaction --routines --triggers --events \\\n"
        "    [Database name] > backup.sql"
    ),
    "sqlite": 'sqlite3 [Database file] ".backup backup.db"',
    "tsql": (
        'sqlcmd -S [Server name] -v database="[Database name]" \\\n'
        "    -Q \"BACKUP DATABASE [\\$(database)] TO DISK = 'backup.bak' WITH CHECKSUM\"\n\n"
        'sqlcmd -S [Server name] -v database="[Database name]" \\\n'
        "    -Q \"BACKUP LOG [\\$(database)] TO DISK = 'backup.trn' WITH CHECKSUM\""
    ),
    "oracle": (
        "expdp [User name] schemas=[Schema name] directory=[Directory object] dumpfile=backup.dmp logfile=backup.log"
    ),
}

RESTORE: dict[Dialect, str] = {
    "postgres": (
        "# The whole database\n"
        "pg_restore --host=[Host name] --username=[User name] --dbname=[Database name] --clean --if-exists backup.dump\n\n"
        "# The rows of one table\n"
        "pg_restore --host=[Host name] --username=[User name] --dbname=[Database name] --data-only --table=[Table name] \\\n"
        "    backup.dump"
    ),
    "mysql": (
        "mysql --host=[Host name] --user=[User name] [Database name] < backup.sql\n\n"
        "# What happened between the backup and a moment\n"
        'mysqlbinlog --stop-datetime="[Date and time]" [Log files] | mysql --host=[Host name] --user=[User name]'
    ),
    "mariadb": (
        "mariadb --host=[Host name] --user=[User name] [Database name] < backup.sql\n\n"
        "# What happened between the backup and a moment\n"
        'mariadb-binlog --stop-datetime="[Date and time]" [Log files] | mariadb --host=[Host name] --user=[User name]'
    ),
    "sqlite": 'sqlite3 [Database file] ".restore backup.db"',
    "tsql": (
        'sqlcmd -S [Server name] -v database="[Database name]" \\\n'
        "    -Q \"RESTORE DATABASE [\\$(database)] FROM DISK = 'backup.bak' WITH REPLACE, NORECOVERY\"\n\n"
        'sqlcmd -S [Server name] -v database="[Database name]" -v moment="[Date and time]" \\\n'
        "    -Q \"RESTORE LOG [\\$(database)] FROM DISK = 'backup.trn' WITH STOPAT = '\\$(moment)', RECOVERY\""
    ),
    "oracle": (
        "impdp [User name] schemas=[Schema name] directory=[Directory object] dumpfile=backup.dmp logfile=restore.log"
    ),
}

INDEX_USE: dict[Dialect, str] = {
    "postgres": (
        "SELECT schemaname, relname, indexrelname, idx_scan, pg_relation_size(indexrelid) AS bytes\n"
        "FROM pg_stat_user_indexes\n"
        "ORDER BY idx_scan, bytes DESC;"
    ),
    "mysql": "SELECT object_schema, object_name, index_name\nFROM sys.schema_unused_indexes;",
    "mariadb": "SELECT object_schema, object_name, index_name\nFROM sys.schema_unused_indexes;",
    "sqlite": "SELECT tbl, idx, stat\nFROM sqlite_stat1\nORDER BY tbl, idx;",
    "tsql": (
        "SELECT OBJECT_NAME(i.object_id) AS table_name, i.name, s.user_seeks, s.user_scans, s.user_updates\n"
        "FROM sys.indexes AS i\n"
        "LEFT JOIN sys.dm_db_index_usage_stats AS s\n"
        "    ON s.object_id = i.object_id AND s.index_id = i.index_id AND s.database_id = DB_ID()\n"
        "ORDER BY s.user_seeks, s.user_scans;"
    ),
    "oracle": "SELECT name, total_access_count, last_used\nFROM dba_index_usage\nORDER BY total_access_count;",
}
"""Which indexes are used."""

SLOW: dict[Dialect, str] = {
    "postgres": (
        "-- The extension pg_stat_statements must be in shared_preload_libraries.\n"
        "SELECT query, calls, mean_exec_time, rows\nFROM pg_stat_statements\nORDER BY mean_exec_time DESC\nLIMIT 10;"
    ),
    "mysql": (
        "SELECT query, exec_count, avg_latency, rows_examined_avg\n"
        "FROM sys.statement_analysis\nORDER BY avg_latency DESC\nLIMIT 10;"
    ),
    "mariadb": (
        "SELECT query, exec_count, avg_latency, rows_examined_avg\n"
        "FROM sys.statement_analysis\nORDER BY avg_latency DESC\nLIMIT 10;"
    ),
    "tsql": (
        "SELECT TOP 10 t.text, s.execution_count, s.total_elapsed_time / s.execution_count AS average_time\n"
        "FROM sys.dm_exec_query_stats AS s\n"
        "CROSS APPLY sys.dm_exec_sql_text(s.sql_handle) AS t\n"
        "ORDER BY average_time DESC;"
    ),
    "oracle": (
        "SELECT sql_text, executions, elapsed_time\nFROM v$sql\nORDER BY elapsed_time DESC\nFETCH FIRST 10 ROWS ONLY;"
    ),
}
"""The slowest statements."""

HEALTH: dict[Dialect, str] = {
    "postgres": (
        "SELECT state, count(*) FROM pg_stat_activity GROUP BY state;\n\n"
        "SELECT datname, pg_size_pretty(pg_database_size(datname)) AS size FROM pg_database;\n\n"
        "SELECT pid, pg_blocking_pids(pid) AS blocked_by, query\n"
        "FROM pg_stat_activity\nWHERE cardinality(pg_blocking_pids(pid)) > 0;"
    ),
    "mysql": (
        "SELECT command, count(*) FROM information_schema.processlist GROUP BY command;\n\n"
        "SELECT table_schema, sum(data_length + index_length) AS bytes\n"
        "FROM information_schema.tables\nGROUP BY table_schema;\n\n"
        "SELECT waiting_pid, blocking_pid, waiting_query FROM sys.innodb_lock_waits;"
    ),
    "mariadb": (
        "SELECT command, count(*) FROM information_schema.processlist GROUP BY command;\n\n"
        "SELECT table_schema, sum(data_length + index_length) AS bytes\n"
        "FROM information_schema.tables\nGROUP BY table_schema;"
    ),
    "sqlite": "PRAGMA integrity_check;\nPRAGMA foreign_key_check;\nPRAGMA page_count;",
    "tsql": (
        "SELECT status, count(*) AS sessions FROM sys.dm_exec_sessions GROUP BY status;\n\n"
        "SELECT name, size * 8 / 1024 AS megabytes FROM sys.database_files;\n\n"
        "SELECT session_id, blocking_session_id, wait_type\n"
        "FROM sys.dm_exec_requests\nWHERE blocking_session_id <> 0;"
    ),
    "oracle": (
        "SELECT status, count(*) FROM v$session GROUP BY status;\n\n"
        "SELECT tablespace_name, used_percent FROM dba_tablespace_usage_metrics;\n\n"
        "SELECT sid, blocking_session, event FROM v$session WHERE blocking_session IS NOT NULL;"
    ),
}
"""Connections, sizes, locks."""

REBUILD: dict[Dialect, str] = {
    "postgres": "REINDEX TABLE CONCURRENTLY {table};\n\nVACUUM (ANALYZE) {table};",
    "mysql": "ANALYZE TABLE {table};\n\nOPTIMIZE TABLE {table};",
    "mariadb": "ANALYZE TABLE {table};\n\nOPTIMIZE TABLE {table};",
    "sqlite": "REINDEX {table};\n\nANALYZE {table};",
    "tsql": "ALTER INDEX ALL ON {table} REORGANIZE;\n\nUPDATE STATISTICS {table};",
    "oracle": "BEGIN\n    DBMS_STATS.GATHER_SCHEMA_STATS(ownname => USER);\nEND;",
}
"""What keeps the indexes of a table in shape."""

ENCRYPTION: dict[Dialect, str] = {
    "postgres": (
        "SELECT name, setting FROM pg_settings WHERE name IN ('ssl', 'ssl_min_protocol_version', 'password_encryption');"
        "\n\nSELECT ssl, count(*) AS connections FROM pg_stat_ssl GROUP BY ssl;"
    ),
    "mysql": (
        "SHOW VARIABLES LIKE 'require_secure_transport';\n\n"
        "SELECT name, encryption FROM information_schema.innodb_tablespaces;"
    ),
    "mariadb": ("SHOW VARIABLES LIKE 'require_secure_transport';\n\nSHOW VARIABLES LIKE 'innodb_encrypt_tables';"),
    "tsql": (
        "SELECT name, is_encrypted FROM sys.databases;\n\n"
        "SELECT encrypt_option, count(*) AS connections FROM sys.dm_exec_connections GROUP BY encrypt_option;"
    ),
    "oracle": (
        "SELECT tablespace_name, encrypted FROM dba_tablespaces;\n\nSELECT wrl_type, status FROM v$encryption_wallet;"
    ),
}
"""What the server says about encryption; SQLite writes its file as it is."""


def of_version(text: str, dialect: Dialect, version: str) -> str:
    """The queries as a server of that version knows them."""
    major = version.split(".")[0]
    if dialect == "postgres" and major.isdigit() and int(major) < 13:
        return text.replace("mean_exec_time", "mean_time")
    return text
