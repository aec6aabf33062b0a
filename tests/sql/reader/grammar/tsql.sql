CREATE TABLE [dbo].[Orders] ([Id] int IDENTITY(1,1) NOT NULL CONSTRAINT [PK_Orders] PRIMARY KEY CLUSTERED ([Id] ASC) WITH (PAD_INDEX = OFF, FILLFACTOR = 80) ON [PRIMARY], [Name] nvarchar(max) COLLATE Latin1_General_CI_AS NULL, [Total] AS ([Qty]*[Price]) PERSISTED NOT NULL, [Created] datetime2(7) NOT NULL CONSTRAINT [DF_Created] DEFAULT (sysutcdatetime()), [Guid] uniqueidentifier ROWGUIDCOL NOT NULL DEFAULT (newid()), [Ssn] varchar(11) MASKED WITH (FUNCTION = 'partial(0,"x",4)') NULL, [Doc] varbinary(max) FILESTREAM NULL, [X] xml(CONTENT dbo.coll) NULL, [Flags] int SPARSE NULL) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY];
-- => CreateTable(name=dbo.orders columns=[Column(name=id type=`int` nullable=False identity=always), Column(name=name type=`nvarchar(max)` collation=Latin1_General_CI_AS), Column(name=total type=None nullable=False generated=`[Qty]*[Price]` stored=True), Column(name=created type=`datetime2(7)` nullable=False default=`sysutcdatetime()` default_name=df_created), Column(name=guid type=`uniqueidentifier` nullable=False default=`newid()`), Column(name=ssn type=`varchar(11)`), Column(name=doc type=`varbinary(max)`), Column(name=x type=`xml(CONTENT dbo.coll)`), Column(name=flags type=`int`)] constraints=[PrimaryKey(name=pk_orders columns=[id] named=True inline=True clustered=True)] options=[[filegroup, [PRIMARY]], [textimage_on, [PRIMARY]]])

CREATE TABLE dbo.Emp (EmpID int NOT NULL PRIMARY KEY NONCLUSTERED, Name varchar(100) NOT NULL INDEX ix_name NONCLUSTERED, ValidFrom datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL, ValidTo datetime2 GENERATED ALWAYS AS ROW END HIDDEN NOT NULL, PERIOD FOR SYSTEM_TIME (ValidFrom, ValidTo), INDEX ix2 UNIQUE CLUSTERED (Name DESC) WHERE Name IS NOT NULL WITH (DATA_COMPRESSION = PAGE), INDEX ccs CLUSTERED COLUMNSTORE) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.EmpHistory, DATA_CONSISTENCY_CHECK = ON, HISTORY_RETENTION_PERIOD = 6 MONTHS), MEMORY_OPTIMIZED = ON, DURABILITY = SCHEMA_ONLY);
-- => CreateTable(name=dbo.emp columns=[Column(name=empid type=`int` nullable=False), Column(name=name type=`varchar(100)` nullable=False), Column(name=validfrom type=`datetime2(7)` nullable=False), Column(name=validto type=`datetime2(7)` nullable=False)] constraints=[PrimaryKey(name='' columns=[empid] inline=True clustered=False)] indexes=[Index(schema='' name=ix_name parts=[KeyPart(column=name)] clustered=False), Index(schema='' name=ix2 parts=[KeyPart(column=name descending=True)] unique=True predicate=`Name IS NOT NULL` clustered=True), Index(schema='' name=ccs parts=[] method=columnstore clustered=True)] options=[[period, 'SYSTEM_TIME (ValidFrom, ValidTo)'], [system_versioning, 'ON (HISTORY_TABLE = dbo.EmpHistory, DATA_CONSISTENCY_CHECK = ON, HISTORY_RETENTION_PERIOD = 6 MONTHS)'], [memory_optimized, ON], [durability, SCHEMA_ONLY]])

CREATE TABLE #t (id int, v varchar(10));
-- => CreateTable(name=#t columns=[Column(name=id type=`int`), Column(name=v type=`varchar(10)`)] kind=temporary)

CREATE TABLE ##g (id int);
-- => CreateTable(name=##g columns=[Column(name=id type=`int`)] kind=temporary)

CREATE TABLE Person (ID INTEGER PRIMARY KEY, name VARCHAR(100)) AS NODE;
-- => CreateTable(name=person columns=[Column(name=id type=`int` nullable=False), Column(name=name type=`varchar(100)`)] constraints=[PrimaryKey(name='' columns=[id] inline=True)] options=[[node, '']])

CREATE TABLE likes (rating INT, CONSTRAINT EC_l CONNECTION (Person TO Restaurant) ON DELETE CASCADE) AS EDGE;
-- => CreateTable(name=likes columns=[Column(name=rating type=`int`)] options=[[connection, '(Person TO Restaurant)'], [edge, '']])

CREATE TABLE dbo.p (id int, d date NOT NULL, CONSTRAINT PK_p PRIMARY KEY CLUSTERED (id, d) ON ps(d)) ON ps(d) WITH (DATA_COMPRESSION = PAGE ON PARTITIONS (1 TO 4), DATA_COMPRESSION = ROW ON PARTITIONS (5));
-- => CreateTable(name=dbo.p columns=[Column(name=id type=`int`), Column(name=d type=`date` nullable=False)] constraints=[PrimaryKey(name=pk_p columns=[id, d] named=True clustered=True)] options=[[filegroup, ps(d)], [data_compression, 'PAGE ON PARTITIONS (1 TO 4)'], [data_compression, 'ROW ON PARTITIONS (5)']])

CREATE TABLE dbo.f AS FILETABLE WITH (FILETABLE_DIRECTORY = 'd', FILETABLE_COLLATE_FILENAME = database_default);
-- => CreateTable(name=dbo.f options=[[filetable, ''], [filetable_directory, d], [filetable_collate_filename, database_default]])

CREATE TABLE t (a int CHECK NOT FOR REPLICATION (a > 0), b int REFERENCES p(id) ON DELETE CASCADE NOT FOR REPLICATION, c int FOREIGN KEY REFERENCES p, d int IDENTITY NOT FOR REPLICATION, e money DEFAULT 0 NOT NULL, f bit CONSTRAINT df DEFAULT ((0)) NOT NULL, g timestamp, rowversion, h dbo.MyType, i [sys].[geography], j sysname, CONSTRAINT ck CHECK (a > b AND [c] IN ('x','y')), UNIQUE NONCLUSTERED (a, b DESC) WITH FILLFACTOR = 90, CONSTRAINT fk FOREIGN KEY (a) REFERENCES dbo.q (b) ON UPDATE SET DEFAULT);
-- => CreateTable(name=t columns=[Column(name=a type=`int`), Column(name=b type=`int`), Column(name=c type=`int`), Column(name=d type=`int` nullable=False identity=always), Column(name=e type=`money` nullable=False default=`0`), Column(name=f type=`bit` nullable=False default=`0` default_name=df), Column(name=g type=`timestamp`), Column(name=rowversion type=None), Column(name=h type=`mytype`), Column(name=i type=`geography`), Column(name=j type=`sysname` nullable=False)] constraints=[Check(name='' expression=`a > 0` inline=True column=a), ForeignKey(name='' columns=[b] parent=Ref(schema='' name=p) parent_columns=[id] on_delete=CASCADE action_written=True inline=True), ForeignKey(name='' columns=[c] parent=Ref(schema='' name=p) inline=True), Check(name=ck expression=`a > b AND [c] IN ('x','y')` named=True), Unique(name='' columns=[a, b] parts=[KeyPart(column=a), KeyPart(column=b descending=True)] clustered=False), ForeignKey(name=fk columns=[a] parent=Ref(schema=dbo name=q) parent_columns=[b] on_update='SET DEFAULT' named=True)])

CREATE TABLE t (c nvarchar(60) COLLATE Latin1_General_BIN2 ENCRYPTED WITH (COLUMN_ENCRYPTION_KEY = CEK, ENCRYPTION_TYPE = DETERMINISTIC, ALGORITHM = 'AEAD_AES_256_CBC_HMAC_SHA_256') NOT NULL, cs xml COLUMN_SET FOR ALL_SPARSE_COLUMNS, tx bigint GENERATED ALWAYS AS TRANSACTION_ID START HIDDEN NOT NULL, sq bigint GENERATED ALWAYS AS SEQUENCE_NUMBER END HIDDEN NULL);
-- => CreateTable(name=t columns=[Column(name=c type=`nvarchar(60)` nullable=False collation=Latin1_General_BIN2), Column(name=cs type=`xml`), Column(name=tx type=`bigint` nullable=False), Column(name=sq type=`bigint`)])

CREATE EXTERNAL TABLE ext (a int) WITH (LOCATION='/x', DATA_SOURCE = ds, FILE_FORMAT = ff, REJECT_TYPE = value, REJECT_VALUE = 0);
-- => CreateTable(name=ext columns=[Column(name=a type=`int`)] kind=external options=[[location, /x], [data_source, ds], [file_format, ff], [reject_type, value], [reject_value, 0]])

ALTER TABLE dbo.t ADD a int NULL, b varchar(10) NOT NULL CONSTRAINT df_b DEFAULT 'x' WITH VALUES, CONSTRAINT uq UNIQUE (a);
-- => AddColumn(table=dbo.t column=Column(name=a type=`int`))
-- => AddColumn(table=dbo.t column=Column(name=b type=`varchar(10)` nullable=False default=`'x'` default_name=df_b))
-- => AddConstraint(table=dbo.t constraint=Unique(name=uq columns=[a] parts=[KeyPart(column=a)] named=True))

ALTER TABLE dbo.t WITH NOCHECK ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (b) ON DELETE CASCADE;
-- => AddConstraint(table=dbo.t constraint=ForeignKey(name=fk columns=[a] parent=Ref(schema='' name=p) parent_columns=[b] on_delete=CASCADE validated=False action_written=True named=True) checked=False)

ALTER TABLE dbo.t WITH CHECK ADD CONSTRAINT ck CHECK ((a > 0));
-- => AddConstraint(table=dbo.t constraint=Check(name=ck expression=`a > 0` named=True))

ALTER TABLE dbo.t CHECK CONSTRAINT fk;
-- => AlterConstraint(table=dbo.t name=fk enforced=True)

ALTER TABLE dbo.t WITH CHECK CHECK CONSTRAINT ALL;
-- => AlterConstraint(table=dbo.t name=None validated=True enforced=True)

ALTER TABLE dbo.t NOCHECK CONSTRAINT a, b;
-- => AlterConstraint(table=dbo.t name=a enforced=False)
-- => AlterConstraint(table=dbo.t name=b enforced=False)

ALTER TABLE dbo.t ADD CONSTRAINT df DEFAULT (getdate()) FOR created;
-- => SetDefault(table=dbo.t column=created default=`getdate()` name=df)

ALTER TABLE dbo.t ADD DEFAULT 5 FOR x WITH VALUES;
-- => SetDefault(table=dbo.t column=x default=`5`)

ALTER TABLE dbo.t ALTER COLUMN a varchar(50) COLLATE Latin1_General_CI_AS NOT NULL WITH (ONLINE = ON);
-- => RedefineColumn(table=dbo.t column=a definition=Column(name=a type=`varchar(50)` nullable=False collation=Latin1_General_CI_AS) null_written=True)

ALTER TABLE dbo.t ALTER COLUMN b ADD SPARSE;
-- => SetColumnOption(table=dbo.t column=b option=sparse value=SPARSE)

ALTER TABLE dbo.t ALTER COLUMN b ADD MASKED WITH (FUNCTION = 'default()');
-- => SetColumnOption(table=dbo.t column=b option=masked value="MASKED WITH (FUNCTION = 'default()')")

ALTER TABLE dbo.t DROP CONSTRAINT a, b;
-- => DropConstraint(table=dbo.t name=a)
-- => DropConstraint(table=dbo.t name=b)

ALTER TABLE dbo.t DROP COLUMN IF EXISTS a, b, CONSTRAINT c, COLUMN d;
-- => DropColumn(table=dbo.t column=a if_exists=True)
-- => DropColumn(table=dbo.t column=b if_exists=True)
-- => DropConstraint(table=dbo.t name=c)
-- => DropColumn(table=dbo.t column=d)

ALTER TABLE dbo.t DROP CONSTRAINT pk WITH (ONLINE = ON, MOVE TO fg);
-- => DropConstraint(table=dbo.t name=pk)

ALTER TABLE dbo.t DROP x;
-- => DropConstraint(table=dbo.t name=x)

ALTER TABLE dbo.t DISABLE TRIGGER ALL;
-- => SetTrigger(table=dbo.t name='' enabled=False)

ALTER TABLE dbo.t ENABLE TRIGGER trg1, trg2;
-- => SetTrigger(table=dbo.t name=trg1 enabled=True)
-- => SetTrigger(table=dbo.t name=trg2 enabled=True)

ALTER TABLE dbo.t SWITCH PARTITION 1 TO dbo.t2 PARTITION 2 WITH (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1 MINUTES, ABORT_AFTER_WAIT = SELF));
-- => AlterPartitions(table=dbo.t action=switch names=[1, dbo.t2, 2])

ALTER TABLE dbo.t SWITCH TO dbo.t2;
-- => AlterPartitions(table=dbo.t action=switch names=[dbo.t2])

ALTER TABLE dbo.t SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.h));
-- => SetOption(kind=table name=dbo.t option=system_versioning value='ON (HISTORY_TABLE = dbo.h)')

ALTER TABLE dbo.t SET (LOCK_ESCALATION = AUTO);
-- => SetOption(kind=table name=dbo.t option=lock_escalation value=AUTO)

ALTER TABLE dbo.t SET (SYSTEM_VERSIONING = OFF);
-- => SetOption(kind=table name=dbo.t option=system_versioning value=OFF)

ALTER TABLE dbo.t REBUILD PARTITION = ALL WITH (DATA_COMPRESSION = PAGE);
-- => SetOption(kind=table name=dbo.t option=rebuild value='PARTITION = ALL WITH (DATA_COMPRESSION = PAGE)')

ALTER TABLE dbo.t REBUILD;
-- => SetOption(kind=table name=dbo.t option=rebuild)

ALTER TABLE dbo.t ADD PERIOD FOR SYSTEM_TIME (a, b), c datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL DEFAULT getutcdate();
-- => SetOption(kind=table name=dbo.t option=period value=system_time)
-- => AddColumn(table=dbo.t column=Column(name=c type=`datetime2(7)` nullable=False default=`getutcdate()`))

ALTER TABLE dbo.t DROP PERIOD FOR SYSTEM_TIME;
-- => SetOption(kind=table name=dbo.t option=period)

ALTER TABLE dbo.t ENABLE CHANGE_TRACKING WITH (TRACK_COLUMNS_UPDATED = ON);
-- => SetOption(kind=table name=dbo.t option=change_tracking value=enable)

ALTER TABLE dbo.t ADD INDEX ix NONCLUSTERED HASH (a) WITH (BUCKET_COUNT = 64);
-- => CreateIndex(table=dbo.t definition=Index(schema='' name=ix parts=[KeyPart(column=a)] method=hash clustered=False))

ALTER TABLE [a].[b] ADD [c] [int] NOT NULL IDENTITY (1, 1), PRIMARY KEY (c);
-- => AddColumn(table=a.b column=Column(name=c type=`int` nullable=False identity=always))
-- => AddConstraint(table=a.b constraint=PrimaryKey(name='' columns=[c]))

ALTER TABLE dbo.t ADD col AS (a + b) PERSISTED;
-- => AddColumn(table=dbo.t column=Column(name=col type=None generated=`a + b` stored=True))

CREATE UNIQUE CLUSTERED INDEX [ix] ON [dbo].[t] ([a] ASC, [b] DESC) INCLUDE ([c], [d]) WHERE ([a] IS NOT NULL) WITH (PAD_INDEX = OFF, ONLINE = ON (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1, ABORT_AFTER_WAIT = SELF)), MAXDOP = 4) ON [PRIMARY] FILESTREAM_ON fs;
-- => CreateIndex(table=dbo.t definition=Index(schema='' name=ix parts=[KeyPart(column=a), KeyPart(column=b descending=True)] unique=True include=[c, d] predicate=`[a] IS NOT NULL` clustered=True) name=ix online=True)

CREATE NONCLUSTERED COLUMNSTORE INDEX ix ON dbo.t (a, b) WITH (DROP_EXISTING = ON, COMPRESSION_DELAY = 10) ON ps(a);
-- => CreateIndex(table=dbo.t definition=Index(schema='' name=ix parts=[KeyPart(column=a), KeyPart(column=b)] method=columnstore clustered=False) name=ix)

CREATE CLUSTERED COLUMNSTORE INDEX ix ON dbo.t ORDER (a, b) WITH (DATA_COMPRESSION = COLUMNSTORE_ARCHIVE);
-- => CreateIndex(table=dbo.t definition=Index(schema='' name=ix parts=[] method=columnstore clustered=True) name=ix)

CREATE PRIMARY XML INDEX ix ON t (x);
-- => CreateIndex(table=t definition=Index(schema='' name=ix parts=[KeyPart(column=x)] method=xml) name=ix)

CREATE XML INDEX ix ON t (x) USING XML INDEX px FOR PATH WITH (FILLFACTOR = 80);
-- => CreateIndex(table=t definition=Index(schema='' name=ix parts=[KeyPart(column=x)] method=xml) name=ix)

CREATE SPATIAL INDEX ix ON t (g) USING GEOMETRY_GRID WITH (BOUNDING_BOX = (0, 0, 500, 200), GRIDS = (LEVEL_1 = LOW, MEDIUM), CELLS_PER_OBJECT = 64) ON [PRIMARY];
-- => CreateIndex(table=t definition=Index(schema='' name=ix parts=[KeyPart(column=g)] method=spatial) name=ix)

CREATE FULLTEXT INDEX ON dbo.t (a LANGUAGE 1033, b TYPE COLUMN c LANGUAGE 'English' STATISTICAL_SEMANTICS) KEY INDEX pk ON cat WITH CHANGE_TRACKING AUTO, STOPLIST = SYSTEM;
-- => CreateIndex(table=dbo.t definition=Index(schema='' name='' parts=[KeyPart(column=a), KeyPart(column=b)] method=fulltext named=False))

CREATE FULLTEXT INDEX ON dbo.t (a) KEY INDEX pk ON (cat, FILEGROUP fg) WITH (CHANGE_TRACKING = MANUAL);
-- => CreateIndex(table=dbo.t definition=Index(schema='' name='' parts=[KeyPart(column=a)] method=fulltext named=False))

CREATE INDEX ix ON t (a) WITH FILLFACTOR = 80;
-- => CreateIndex(table=t definition=Index(schema='' name=ix parts=[KeyPart(column=a)]) name=ix)

CREATE INDEX ix ON t (a) WITH DROP_EXISTING;
-- => CreateIndex(table=t definition=Index(schema='' name=ix parts=[KeyPart(column=a)]) name=ix)

CREATE UNIQUE INDEX ix ON db..t (a);
-- => CreateIndex(table=db.t definition=Index(schema='' name=ix parts=[KeyPart(column=a)] unique=True) name=ix)

ALTER INDEX ix ON dbo.t REBUILD WITH (ONLINE = ON);
-- => AlterIndex(name=ix on=dbo.t action=rebuild)

ALTER INDEX ALL ON dbo.t REORGANIZE PARTITION = 3;
-- => AlterIndex(name=all on=dbo.t action=reorganize)

ALTER INDEX ix ON dbo.t DISABLE;
-- => AlterIndex(name=ix on=dbo.t action=disable)

ALTER INDEX ix ON dbo.t SET (IGNORE_DUP_KEY = ON, STATISTICS_NORECOMPUTE = OFF);
-- => SetOption(kind=index name=ix option=ignore_dup_key value=ON)
-- => SetOption(kind=index name=ix option=statistics_norecompute value=OFF)

ALTER INDEX ix ON dbo.t RESUME WITH (MAXDOP = 2);
-- => AlterIndex(name=ix on=dbo.t action=resume)

SELECT a, b INTO #x FROM t;
-- => CreateTable(name=#x kind=temporary as_query='SELECT a, b INTO #x FROM t')

SELECT * INTO dbo.y FROM t WHERE 1=0;
-- => CreateTable(name=dbo.y as_query='SELECT * INTO dbo.y FROM t WHERE 1=0')
