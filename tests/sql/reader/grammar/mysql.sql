CREATE TABLE t1 (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'the id', name varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT 'it''s', KEY idx_name (name(10) DESC) USING BTREE COMMENT 'x' INVISIBLE, UNIQUE KEY uq (name) KEY_BLOCK_SIZE=8, FULLTEXT KEY ft (name) WITH PARSER ngram, SPATIAL INDEX sp (g)) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='table comment' ROW_FORMAT=DYNAMIC;
-- => CreateTable(name=t1 columns=[Column(name=id type=`int unsigned` nullable=False identity='by default' comment='the id'), Column(name=name type=`varchar(100)` nullable=False default=`''` collation=utf8mb4_bin comment=it's)] constraints=[PrimaryKey(name='' columns=[id] inline=True), Unique(name=uq columns=[name] parts=[KeyPart(column=name)] named=True)] indexes=[Index(schema='' name=idx_name parts=[KeyPart(column=name descending=True prefix=10)] valid=False comment=x), Index(schema='' name=ft parts=[KeyPart(column=name)] method=fulltext), Index(schema='' name=sp parts=[KeyPart(column=g)] method=spatial)] options=[[engine, InnoDB], [auto_increment, 5], [charset, utf8mb4], [collate, utf8mb4_0900_ai_ci], [row_format, DYNAMIC]] comment='table comment')

CREATE TEMPORARY TABLE IF NOT EXISTS tmp (a INT, b TEXT) ENGINE MEMORY;
-- => CreateTable(name=tmp columns=[Column(name=a type=`int`), Column(name=b type=`text`)] kind=temporary if_not_exists=True options=[[engine, MEMORY]])

CREATE TABLE t2 LIKE t1;
-- => CreateTable(name=t2 like=[LikeClause(table=t1)])

CREATE TABLE t2 (LIKE db.t1);
-- => CreateTable(name=t2 like=[LikeClause(table=db.t1)])

CREATE TABLE t3 AS SELECT * FROM t1;
-- => CreateTable(name=t3 as_query='SELECT * FROM t1')

CREATE TABLE t3 SELECT a, b FROM t1;
-- => CreateTable(name=t3 as_query='SELECT a, b FROM t1')

CREATE TABLE t3 (a int NOT NULL) IGNORE SELECT a FROM t1;
-- => CreateTable(name=t3 columns=[Column(name=a type=`int` nullable=False)] as_query='SELECT a FROM t1')

CREATE TABLE t3 (PRIMARY KEY (a)) ENGINE=InnoDB REPLACE AS SELECT a FROM t1;
-- => CreateTable(name=t3 constraints=[PrimaryKey(name='' columns=[a])] as_query='SELECT a FROM t1' options=[[engine, InnoDB]])

CREATE TABLE t4 (a INT, b INT GENERATED ALWAYS AS (a + 1) VIRTUAL NOT NULL, c INT AS (a * 2) STORED UNIQUE KEY COMMENT 'y', d JSON, e INT INVISIBLE, f GEOMETRY NOT NULL SRID 4326, g TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), h DATETIME DEFAULT NOW() ON UPDATE NOW(), i BINARY(16) DEFAULT (UUID_TO_BIN(UUID())), j ENUM('a','b') DEFAULT 'a', k SET('x','y'), l BIT(1) DEFAULT b'0', m YEAR, n TINYINT(1) DEFAULT TRUE, o DECIMAL(10,2) UNSIGNED ZEROFILL, p VARCHAR(10) COLUMN_FORMAT FIXED STORAGE DISK, q INT ENGINE_ATTRIBUTE='{}');
-- => CreateTable(name=t4 columns=[Column(name=a type=`int`), Column(name=b type=`int` nullable=False generated=`a + 1`), Column(name=c type=`int` generated=`a * 2` stored=True comment=y), Column(name=d type=`json`), Column(name=e type=`int`), Column(name=f type=`geometry` nullable=False), Column(name=g type=`timestamp(6)` nullable=False default=`CURRENT_TIMESTAMP(6)` on_update=`CURRENT_TIMESTAMP(6)`), Column(name=h type=`datetime` default=`NOW()` on_update=`NOW()`), Column(name=i type=`binary(16)` default=`UUID_TO_BIN(UUID())`), Column(name=j type=`enum('a','b')` default=`'a'`), Column(name=k type=`set('x','y')`), Column(name=l type=`bit(1)` default=`b'0'`), Column(name=m type=`year`), Column(name=n type=`tinyint(1)` default=`TRUE`), Column(name=o type=`decimal(10,2) unsigned zerofill`), Column(name=p type=`varchar(10)`), Column(name=q type=`int`)] constraints=[Unique(name='' columns=[c] inline=True)])

CREATE TABLE t5 (id BIGINT, CONSTRAINT fk_a FOREIGN KEY idx_fk (a, b) REFERENCES other (x, y) MATCH FULL ON DELETE CASCADE ON UPDATE SET NULL, FOREIGN KEY (c) REFERENCES o(d) ON DELETE NO ACTION, CONSTRAINT chk CHECK (a > 0) NOT ENFORCED, CHECK (b IN (1,2)), CONSTRAINT UNIQUE (e), CONSTRAINT pk PRIMARY KEY USING BTREE (id, x(5)));
-- => CreateTable(name=t5 columns=[Column(name=id type=`bigint`)] constraints=[ForeignKey(name=fk_a columns=[a, b] parent=Ref(schema='' name=other) parent_columns=[x, y] on_delete=CASCADE on_update='SET NULL' match=FULL action_written=True named=True), ForeignKey(name='' columns=[c] parent=Ref(schema='' name=o) parent_columns=[d] action_written=True), Check(name=chk expression=`a > 0` enforced=False named=True), Check(name='' expression=`b IN (1,2)`), Unique(name='' columns=[e] parts=[KeyPart(column=e)]), PrimaryKey(name=pk columns=[id, x] named=True parts=[KeyPart(column=id), KeyPart(column=x prefix=5)])])

CREATE TABLE t6 (id INT, col INT REFERENCES p(id) ON DELETE CASCADE, INDEX ((lower(name))), INDEX mv ((CAST(j->'$.a' AS UNSIGNED ARRAY))), INDEX (a ASC, b DESC));
-- => CreateTable(name=t6 columns=[Column(name=id type=`int`), Column(name=col type=`int`)] constraints=[ForeignKey(name='' columns=[col] parent=Ref(schema='' name=p) parent_columns=[id] on_delete=CASCADE action_written=True inline=True ignored=True)] indexes=[Index(schema='' name='' parts=[KeyPart(column='' expression=`lower(name)`)] named=False), Index(schema='' name=mv parts=[KeyPart(column='' expression=`CAST(j->'$.a' AS UNSIGNED ARRAY)`)]), Index(schema='' name='' parts=[KeyPart(column=a), KeyPart(column=b descending=True)] named=False)])

CREATE TABLE t7 (id INT, d DATE) PARTITION BY RANGE (YEAR(d)) (PARTITION p0 VALUES LESS THAN (1990) ENGINE=InnoDB COMMENT='x', PARTITION p1 VALUES LESS THAN MAXVALUE DATA DIRECTORY = '/d');
-- => CreateTable(name=t7 columns=[Column(name=id type=`int`), Column(name=d type=`date`)] partition_by='RANGE (YEAR(d))' partition_columns=[d] partitions=[PartitionDefinition(name=p0 bound='VALUES LESS THAN (1990)'), PartitionDefinition(name=p1 bound='VALUES LESS THAN MAXVALUE')])

CREATE TABLE t8 (id INT) PARTITION BY LIST COLUMNS(city, x) (PARTITION a VALUES IN (('x',1),('y',2)), PARTITION b VALUES IN (NULL));
-- => CreateTable(name=t8 columns=[Column(name=id type=`int`)] partition_by='LIST COLUMNS(city, x)' partition_columns=[city, x] partitions=[PartitionDefinition(name=a bound="VALUES IN (('x',1),('y',2))"), PartitionDefinition(name=b bound='VALUES IN (NULL)')])

CREATE TABLE t9 (id INT) PARTITION BY HASH(id) PARTITIONS 4;
-- => CreateTable(name=t9 columns=[Column(name=id type=`int`)] partition_by=HASH(id) partition_columns=[id])

CREATE TABLE t10 (id INT) ENGINE=InnoDB PARTITION BY LINEAR KEY ALGORITHM=2 (id) PARTITIONS 6;
-- => CreateTable(name=t10 columns=[Column(name=id type=`int`)] partition_by='LINEAR KEY ALGORITHM=2 (id)' partition_columns=[id] options=[[engine, InnoDB]])

CREATE TABLE t11 (id INT) PARTITION BY RANGE(id) SUBPARTITION BY HASH(TO_DAYS(d)) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (10) (SUBPARTITION s0 DATA DIRECTORY='/x', SUBPARTITION s1), PARTITION p1 VALUES LESS THAN MAXVALUE);
-- => CreateTable(name=t11 columns=[Column(name=id type=`int`)] partition_by=RANGE(id) partition_columns=[id] partitions=[PartitionDefinition(name=p0 bound='VALUES LESS THAN (10)'), PartitionDefinition(name=p1 bound='VALUES LESS THAN MAXVALUE')])

CREATE TABLE t12 (id serial, a int default 5, b nvarchar(10), c national varchar(20), d long varchar, e double precision(10,2), f float(7,4), g char(10) binary, h char(1) ascii, i text charset latin1);
-- => CreateTable(name=t12 columns=[Column(name=id type=`bigint unsigned` nullable=False identity='by default'), Column(name=a type=`int` default=`5`), Column(name=b type=`varchar(10)`), Column(name=c type=`varchar(20)`), Column(name=d type=`mediumtext`), Column(name=e type=`double(10,2)`), Column(name=f type=`float(7,4)`), Column(name=g type=`char(10)`), Column(name=h type=`char(1)`), Column(name=i type=`text`)] constraints=[Unique(name='' columns=[id] inline=True)])

CREATE TABLE `weird``name` (`key` int, `a b` int, type int, comment varchar(10), status int, date date, `order` int);
-- => CreateTable(name=weird`name columns=[Column(name=key type=`int`), Column(name='a b' type=`int`), Column(name=type type=`int`), Column(name=comment type=`varchar(10)`), Column(name=status type=`int`), Column(name=date type=`date`), Column(name=order type=`int`)])

CREATE TABLE t13 (id INT) UNION=(t1,t2) INSERT_METHOD=LAST CONNECTION='mysql://x' MAX_ROWS=10 MIN_ROWS 5 AVG_ROW_LENGTH=3 CHECKSUM=1 DELAY_KEY_WRITE=1 PACK_KEYS=DEFAULT STATS_PERSISTENT=0 TABLESPACE ts1 STORAGE DISK ENCRYPTION='Y' COMPRESSION='zlib' DATA DIRECTORY '/x' INDEX DIRECTORY='/y' , DEFAULT CHARACTER SET = utf8, DEFAULT COLLATE utf8_bin;
-- => CreateTable(name=t13 columns=[Column(name=id type=`int`)] options=[[union, (t1,t2)], [insert_method, LAST], [connection, mysql://x], [max_rows, 10], [min_rows, 5], [avg_row_length, 3], [checksum, 1], [delay_key_write, 1], [pack_keys, DEFAULT], [stats_persistent, 0], [tablespace, ts1], [storage, DISK], [encryption, Y], [compression, zlib], ['data directory', /x], ['index directory', /y], [charset, utf8], [collate, utf8_bin]])

CREATE TABLE t14 (a int KEY, b int NULL DEFAULT NULL, c int NOT NULL UNIQUE, d varchar(5) DEFAULT 'x' NOT NULL COLLATE utf8_bin, e timestamp NULL DEFAULT NULL, f timestamp DEFAULT 0, g int CHECK (g > 1) NOT ENFORCED, h int CONSTRAINT hh CHECK (h>1), i int DEFAULT -5, j datetime DEFAULT '2000-01-01 00:00:00', k varchar(3) DEFAULT _utf8mb4'x', l int DEFAULT (a + 1));
-- => CreateTable(name=t14 columns=[Column(name=a type=`int` nullable=False), Column(name=b type=`int` default=`NULL`), Column(name=c type=`int` nullable=False), Column(name=d type=`varchar(5)` nullable=False default=`'x'` collation=utf8_bin), Column(name=e type=`timestamp` default=`NULL`), Column(name=f type=`timestamp` default=`0`), Column(name=g type=`int`), Column(name=h type=`int`), Column(name=i type=`int` default=`-5`), Column(name=j type=`datetime` default=`'2000-01-01 00:00:00'`), Column(name=k type=`varchar(3)` default=`_utf8mb4'x'`), Column(name=l type=`int` default=`a + 1`)] constraints=[PrimaryKey(name='' columns=[a] inline=True), Unique(name='' columns=[c] inline=True), Check(name='' expression=`g > 1` enforced=False inline=True column=g), Check(name=hh expression=`h>1` named=True inline=True column=h)])

ALTER TABLE t ADD COLUMN a INT NOT NULL AFTER b, ADD c INT FIRST, ADD COLUMN (d INT, e INT), DROP COLUMN f, DROP g;
-- => AddColumn(table=t column=Column(name=a type=`int` nullable=False) position=b)
-- => AddColumn(table=t column=Column(name=c type=`int`) position=first)
-- => AddColumn(table=t column=Column(name=d type=`int`))
-- => AddColumn(table=t column=Column(name=e type=`int`))
-- => DropColumn(table=t column=f)
-- => DropColumn(table=t column=g)

ALTER TABLE t ADD INDEX i (a), ADD KEY (b), ADD UNIQUE INDEX u (c), ADD UNIQUE KEY (d), ADD FULLTEXT INDEX f (e), ADD FULLTEXT f2 (e), ADD SPATIAL KEY s (g), ADD PRIMARY KEY (id), ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES b(c), ADD CONSTRAINT UNIQUE KEY x (y), ADD CHECK (z > 1);
-- => CreateIndex(table=t definition=Index(schema='' name=i parts=[KeyPart(column=a)]))
-- => CreateIndex(table=t definition=Index(schema='' name='' parts=[KeyPart(column=b)] named=False))
-- => AddConstraint(table=t constraint=Unique(name=u columns=[c] parts=[KeyPart(column=c)] named=True))
-- => AddConstraint(table=t constraint=Unique(name='' columns=[d] parts=[KeyPart(column=d)]))
-- => CreateIndex(table=t definition=Index(schema='' name=f parts=[KeyPart(column=e)] method=fulltext))
-- => CreateIndex(table=t definition=Index(schema='' name=f2 parts=[KeyPart(column=e)] method=fulltext))
-- => CreateIndex(table=t definition=Index(schema='' name=s parts=[KeyPart(column=g)] method=spatial))
-- => AddConstraint(table=t constraint=PrimaryKey(name='' columns=[id]))
-- => AddConstraint(table=t constraint=ForeignKey(name=fk columns=[a] parent=Ref(schema='' name=b) parent_columns=[c] named=True))
-- => AddConstraint(table=t constraint=Unique(name=x columns=[y] parts=[KeyPart(column=y)] named=True))
-- => AddConstraint(table=t constraint=Check(name='' expression=`z > 1`))

ALTER TABLE t MODIFY a BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'x' AFTER b, CHANGE c d VARCHAR(20) NULL FIRST, CHANGE COLUMN `e` `e` INT, MODIFY COLUMN f TEXT, ALTER COLUMN g SET DEFAULT 5, ALTER h DROP DEFAULT, ALTER i SET DEFAULT (uuid()), ALTER COLUMN j SET INVISIBLE;
-- => RedefineColumn(table=t column=a definition=Column(name=a type=`bigint unsigned` nullable=False default=`0` comment=x) null_written=True position=b)
-- => RedefineColumn(table=t column=c definition=Column(name=d type=`varchar(20)`) null_written=True position=first)
-- => RedefineColumn(table=t column=e definition=Column(name=e type=`int`))
-- => RedefineColumn(table=t column=f definition=Column(name=f type=`text`))
-- => SetDefault(table=t column=g default=`5`)
-- => SetDefault(table=t column=h default=None)
-- => SetDefault(table=t column=i default=`uuid()`)
-- => SetColumnOption(table=t column=j option=invisible)

ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX c TO d, RENAME KEY e TO f, RENAME TO g, ALGORITHM=INPLACE, LOCK=NONE;
-- => RenameColumn(table=t column=a new_name=b)
-- => RenameObject(kind=index name=c new_name=d on=t)
-- => RenameObject(kind=index name=e new_name=f on=t)
-- => RenameObject(kind=table name=t new_name=g)
-- => SetOption(kind=table name=t option=algorithm value=INPLACE)
-- => SetOption(kind=table name=t option=lock value=NONE)

ALTER TABLE t RENAME AS x;
-- => RenameObject(kind=table name=t new_name=x)

ALTER TABLE t RENAME x;
-- => RenameObject(kind=table name=t new_name=x)

ALTER TABLE t DROP PRIMARY KEY, DROP INDEX i, DROP KEY k, DROP FOREIGN KEY fk, DROP CHECK c, DROP CONSTRAINT d;
-- => DropConstraint(table=t name=None kind='primary key')
-- => DropObjects(kind=index names=[i] on=t)
-- => DropObjects(kind=index names=[k] on=t)
-- => DropConstraint(table=t name=fk kind='foreign key')
-- => DropConstraint(table=t name=c kind=check)
-- => DropConstraint(table=t name=d)

ALTER TABLE t ENGINE=InnoDB, AUTO_INCREMENT = 100, COMMENT='x', CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
-- => SetOption(kind=table name=t option=engine value=InnoDB)
-- => SetOption(kind=table name=t option=auto_increment value=100)
-- => SetOption(kind=table name=t option=comment value=x)
-- => SetOption(kind=table name=t option='convert to charset' value=utf8mb4)
-- => SetOption(kind=table name=t option=collate value=utf8mb4_unicode_ci)
-- => SetOption(kind=table name=t option=charset value=utf8mb4)
-- => SetOption(kind=table name=t option=collate value=utf8mb4_bin)
-- => SetOption(kind=table name=t option=row_format value=COMPRESSED)
-- => SetOption(kind=table name=t option=key_block_size value=8)

ALTER TABLE t CHARACTER SET utf8, ORDER BY a DESC, b, DISABLE KEYS, FORCE, ENABLE KEYS;
-- => SetOption(kind=table name=t option=charset value=utf8)
-- => SetOption(kind=table name=t option='order by' value='a DESC, b')
-- => SetOption(kind=table name=t option=keys value=disable)
-- => SetOption(kind=table name=t option=force)
-- => SetOption(kind=table name=t option=keys value=enable)

ALTER TABLE t DISCARD TABLESPACE;
-- => SetOption(kind=table name=t option='discard tablespace')

ALTER TABLE t IMPORT TABLESPACE;
-- => SetOption(kind=table name=t option='import tablespace')

ALTER TABLE t ALTER INDEX i INVISIBLE, ALTER CHECK c NOT ENFORCED, ALTER CONSTRAINT d ENFORCED, WITH VALIDATION;
-- => AlterIndex(name=i on=t action=invisible)
-- => AlterConstraint(table=t name=c enforced=False)
-- => AlterConstraint(table=t name=d enforced=True)
-- => SetOption(kind=table name=t option=validation value=with)

ALTER TABLE t ADD PARTITION (PARTITION p3 VALUES LESS THAN (2000));
-- => AlterPartitions(table=t action='add partition' names=[p3] definitions=[PartitionDefinition(name=p3 bound='VALUES LESS THAN (2000)')])

ALTER TABLE t ADD PARTITION PARTITIONS 4;
-- => AlterPartitions(table=t action='add partition')

ALTER TABLE t DROP PARTITION p0, p1;
-- => AlterPartitions(table=t action='drop partition' names=[p0, p1])

ALTER TABLE t TRUNCATE PARTITION ALL;
-- => AlterPartitions(table=t action='truncate partition' names=[all])

ALTER TABLE t COALESCE PARTITION 2;
-- => AlterPartitions(table=t action='coalesce partition')

ALTER TABLE t REORGANIZE PARTITION p0,p1 INTO (PARTITION n0 VALUES LESS THAN (5), PARTITION n1 VALUES LESS THAN MAXVALUE);
-- => AlterPartitions(table=t action='reorganize partition' names=[p0, p1] definitions=[PartitionDefinition(name=n0 bound='VALUES LESS THAN (5)'), PartitionDefinition(name=n1 bound='VALUES LESS THAN MAXVALUE')])

ALTER TABLE t EXCHANGE PARTITION p WITH TABLE nt WITHOUT VALIDATION;
-- => AlterPartitions(table=t action='exchange partition' names=[p])

ALTER TABLE t REBUILD PARTITION p0;
-- => AlterPartitions(table=t action='rebuild partition' names=[p0])

ALTER TABLE t ANALYZE PARTITION ALL;
-- => AlterPartitions(table=t action='analyze partition' names=[all])

ALTER TABLE t REMOVE PARTITIONING;
-- => SetOption(kind=table name=t option='partition by')

ALTER TABLE t PARTITION BY HASH(id) PARTITIONS 8;
-- => SetOption(kind=table name=t option='partition by' value='HASH(id) PARTITIONS 8' columns=[id])

ALTER TABLE t PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (5));
-- => SetOption(kind=table name=t option='partition by' value='RANGE (id) (PARTITION a VALUES LESS THAN (5))' columns=[id] partitions=[PartitionDefinition(name=a bound='VALUES LESS THAN (5)')])

ALTER TABLE t ADD COLUMN a int, ALGORITHM=INSTANT;
-- => AddColumn(table=t column=Column(name=a type=`int`))
-- => SetOption(kind=table name=t option=algorithm value=INSTANT)

ALTER TABLE t ADD UNIQUE (a), ADD UNIQUE name2 (b), ADD INDEX USING BTREE (c), ADD INDEX i4 USING HASH (d) COMMENT 'z';
-- => AddConstraint(table=t constraint=Unique(name='' columns=[a] parts=[KeyPart(column=a)]))
-- => AddConstraint(table=t constraint=Unique(name=name2 columns=[b] parts=[KeyPart(column=b)] named=True))
-- => CreateIndex(table=t definition=Index(schema='' name='' parts=[KeyPart(column=c)] named=False))
-- => CreateIndex(table=t definition=Index(schema='' name=i4 parts=[KeyPart(column=d)] method=hash comment=z))

CREATE INDEX i ON t (a, b(10), (c + 1) DESC);
-- => CreateIndex(table=t definition=Index(schema='' name=i parts=[KeyPart(column=a), KeyPart(column=b prefix=10), KeyPart(column='' expression=`c + 1` descending=True)]) name=i)

CREATE UNIQUE INDEX i USING BTREE ON t (a) KEY_BLOCK_SIZE = 8 COMMENT 'x' VISIBLE ALGORITHM=INPLACE LOCK=NONE;
-- => CreateIndex(table=t definition=Index(schema='' name=i parts=[KeyPart(column=a)] unique=True comment=x) name=i algorithm=INPLACE lock=NONE)

CREATE FULLTEXT INDEX i ON t (a) WITH PARSER ngram;
-- => CreateIndex(table=t definition=Index(schema='' name=i parts=[KeyPart(column=a)] method=fulltext) name=i)

CREATE SPATIAL INDEX i ON db.t (g);
-- => CreateIndex(table=db.t definition=Index(schema='' name=i parts=[KeyPart(column=g)] method=spatial) name=i)

CREATE INDEX i ON t (a) USING HASH INVISIBLE ENGINE_ATTRIBUTE='{"a":1}';
-- => CreateIndex(table=t definition=Index(schema='' name=i parts=[KeyPart(column=a)] method=hash valid=False) name=i)

ALTER ONLINE TABLE t ADD a INT;
-- => AddColumn(table=t column=Column(name=a type=`int`))

ALTER TABLE t ADD COLUMN (a int, INDEX (a), CONSTRAINT x CHECK (a>1));
-- => AddColumn(table=t column=Column(name=a type=`int`))
-- => CreateIndex(table=t definition=Index(schema='' name='' parts=[KeyPart(column=a)] named=False))
-- => AddConstraint(table=t constraint=Check(name=x expression=`a>1` named=True))

ALTER TABLE t TABLESPACE ts1, STATS_AUTO_RECALC 1, SECONDARY_ENGINE=NULL;
-- => SetOption(kind=table name=t option=tablespace value=ts1)
-- => SetOption(kind=table name=t option=stats_auto_recalc value=1)
-- => SetOption(kind=table name=t option=secondary_engine value=NULL)

CREATE TABLE t (2fa int NOT NULL, `b` int, 3d_model text);
-- => CreateTable(name=t columns=[Column(name=2fa type=`int` nullable=False), Column(name=b type=`int`), Column(name=3d_model type=`text`)])

ALTER TABLE t ADD 2fa_secret varchar(20), DROP 1st;
-- => AddColumn(table=t column=Column(name=2fa_secret type=`varchar(20)`))
-- => DropColumn(table=t column=1st)
