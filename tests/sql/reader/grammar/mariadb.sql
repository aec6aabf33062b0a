CREATE OR REPLACE TABLE t (id INT PRIMARY KEY, x INT, row_start TIMESTAMP(6) GENERATED ALWAYS AS ROW START INVISIBLE, row_end TIMESTAMP(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME(row_start, row_end)) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH (PARTITION p0 HISTORY, PARTITION pcur CURRENT);
-- => CreateTable(name=t columns=[Column(name=id type=`int(11)` nullable=False), Column(name=x type=`int(11)`), Column(name=row_start type=`timestamp(6)` nullable=False generated=`ROW START` stored=True), Column(name=row_end type=`timestamp(6)` nullable=False generated=`ROW END` stored=True)] constraints=[PrimaryKey(name='' columns=[id] inline=True)] partition_by='SYSTEM_TIME INTERVAL 1 MONTH' partitions=[PartitionDefinition(name=p0 bound=HISTORY), PartitionDefinition(name=pcur bound=CURRENT)] or_replace=True options=[[period, 'SYSTEM_TIME(row_start, row_end)'], ['system versioning', with]])

CREATE TABLE t (a INT WITHOUT SYSTEM VERSIONING, b TEXT COMPRESSED, c UUID DEFAULT UUID(), d INET6, e VECTOR(3) NOT NULL, VECTOR INDEX (e) M=8 DISTANCE=cosine, f INT AS (a+1) PERSISTENT, s INT DEFAULT NEXT VALUE FOR seq, g INT DEFAULT nextval(seq)) ENGINE=Aria PAGE_CHECKSUM=1 TRANSACTIONAL=1 WITH SYSTEM VERSIONING;
-- => CreateTable(name=t columns=[Column(name=a type=`int(11)`), Column(name=b type=`text`), Column(name=c type=`uuid` default=`UUID()`), Column(name=d type=`inet6`), Column(name=e type=`vector(3)` nullable=False), Column(name=f type=`int(11)` generated=`a+1` stored=True), Column(name=s type=`int(11)` default=`NEXT VALUE FOR seq`), Column(name=g type=`int(11)` default=`nextval(seq)`)] indexes=[Index(schema='' name='' parts=[KeyPart(column=e)] method=vector named=False)] options=[[engine, Aria], [page_checksum, 1], [transactional, 1], ['system versioning', with]])

CREATE TABLE t (d1 DATE, d2 DATE, PERIOD FOR app(d1, d2), UNIQUE (id, app WITHOUT OVERLAPS));
-- => CreateTable(name=t columns=[Column(name=d1 type=`date`), Column(name=d2 type=`date`)] constraints=[Unique(name='' columns=[id, app] parts=[KeyPart(column=id), KeyPart(column=app operator=&&)])] options=[[period, 'app(d1, d2)']])

ALTER TABLE IF EXISTS t WAIT 5 ADD COLUMN IF NOT EXISTS a INT, DROP COLUMN IF EXISTS b, MODIFY COLUMN IF EXISTS c INT, CHANGE COLUMN IF EXISTS d e INT, ADD INDEX IF NOT EXISTS i (a), DROP INDEX IF EXISTS j, DROP FOREIGN KEY IF EXISTS f, ADD FOREIGN KEY IF NOT EXISTS x (a) REFERENCES p(a), DROP CONSTRAINT IF EXISTS k, ADD CONSTRAINT IF NOT EXISTS z CHECK (a>1), RENAME COLUMN IF EXISTS m TO n, RENAME INDEX IF EXISTS o TO p;
-- => AddColumn(table=t column=Column(name=a type=`int(11)`) if_not_exists=True)
-- => DropColumn(table=t column=b if_exists=True)
-- => RedefineColumn(table=t column=c definition=Column(name=c type=`int(11)`) if_exists=True)
-- => RedefineColumn(table=t column=d definition=Column(name=e type=`int(11)`) if_exists=True)
-- => CreateIndex(table=t definition=Index(schema='' name=i parts=[KeyPart(column=a)]) if_not_exists=True)
-- => DropObjects(kind=index names=[j] if_exists=True on=t)
-- => DropConstraint(table=t name=f kind='foreign key' if_exists=True)
-- => AddConstraint(table=t constraint=ForeignKey(name=x columns=[a] parent=Ref(schema='' name=p) parent_columns=[a] named=True) if_not_exists=True)
-- => DropConstraint(table=t name=k if_exists=True)
-- => AddConstraint(table=t constraint=Check(name=z expression=`a>1` named=True) if_not_exists=True)
-- => RenameColumn(table=t column=m new_name=n if_exists=True)
-- => RenameObject(kind=index name=o new_name=p on=t if_exists=True)

ALTER TABLE t ADD SYSTEM VERSIONING;
-- => SetOption(kind=table name=t option='system versioning' value=with)

ALTER TABLE t DROP SYSTEM VERSIONING, ADD PERIOD FOR SYSTEM_TIME(a,b), DROP PERIOD FOR SYSTEM_TIME;
-- => SetOption(kind=table name=t option='system versioning' value=without)
-- => SetOption(kind=table name=t option=period value=system_time)
-- => SetOption(kind=table name=t option=period)

ALTER TABLE t NOWAIT ENGINE=InnoDB, ALTER INDEX i NOT IGNORED, ALTER INDEX IF EXISTS k IGNORED;
-- => SetOption(kind=table name=t option=engine value=InnoDB)
-- => AlterIndex(name=i on=t action='not ignored')
-- => AlterIndex(name=k on=t action=ignored)

ALTER TABLE t CONVERT PARTITION p0 TO TABLE t2;
-- => AlterPartitions(table=t action='convert partition' names=[p0])

ALTER TABLE t CONVERT TABLE t2 TO PARTITION p1 VALUES LESS THAN (5);
-- => AttachPartition(table=t partition=t2 bound='VALUES LESS THAN (5)')

CREATE INDEX IF NOT EXISTS i ON t (a) WAIT 5;
-- => CreateIndex(table=t definition=Index(schema='' name=i parts=[KeyPart(column=a)]) name=i if_not_exists=True)

CREATE OR REPLACE UNIQUE INDEX i ON t (a) IGNORED;
-- => CreateIndex(table=t definition=Index(schema='' name=i parts=[KeyPart(column=a)] unique=True valid=False) name=i or_replace=True)

CREATE TABLE t (id INT) ENGINE=CONNECT TABLE_TYPE=CSV FILE_NAME='x' page_compressed=1;
-- => CreateTable(name=t columns=[Column(name=id type=`int(11)`)] options=[[engine, CONNECT], [table_type, CSV], [file_name, x], [page_compressed, 1]])

CREATE TABLE t (a int) ENGINE=SEQUENCE SEQUENCE=1;
-- => CreateTable(name=t columns=[Column(name=a type=`int(11)`)] options=[[engine, SEQUENCE], [sequence, 1]])
