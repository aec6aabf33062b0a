CREATE TABLE IF NOT EXISTS main.t (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, a TEXT NOT NULL ON CONFLICT IGNORE DEFAULT 'x' COLLATE NOCASE, b REAL CHECK (b > 0) UNIQUE ON CONFLICT REPLACE, c, d NUMERIC(10,5) DEFAULT (1 + 2), e INT REFERENCES p(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, f BLOB GENERATED ALWAYS AS (a || b) STORED, g AS (x), h DATETIME DEFAULT CURRENT_TIMESTAMP, i BOOLEAN DEFAULT FALSE, j UNSIGNED BIG INT DEFAULT -1, k "my type", PRIMARY KEY (a, b DESC) ON CONFLICT ROLLBACK, UNIQUE (a COLLATE NOCASE), CHECK (a <> 'x'), CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES q (x, y) ON UPDATE SET NULL MATCH FULL) WITHOUT ROWID, STRICT;
-- => CreateTable(name=main.t columns=[Column(name=id type=`INTEGER` nullable=False identity='by default'), Column(name=a type=`TEXT` nullable=False default=`'x'` collation=NOCASE), Column(name=b type=`REAL`), Column(name=c type=None), Column(name=d type=`NUMERIC(10,5)` default=`1 + 2`), Column(name=e type=`INT`), Column(name=f type=`BLOB` generated=`a || b` stored=True), Column(name=g type=None generated=`x`), Column(name=h type=`DATETIME` default=`CURRENT_TIMESTAMP`), Column(name=i type=`BOOLEAN` default=`FALSE`), Column(name=j type=`UNSIGNED BIG INT` default=`-1`), Column(name=k type=`my type`)] constraints=[PrimaryKey(name='' columns=[id] inline=True), Check(name='' expression=`b > 0` inline=True column=b), Unique(name='' columns=[b] inline=True), ForeignKey(name='' columns=[e] parent=Ref(schema='' name=p) parent_columns=[id] on_delete=CASCADE deferrable=True initially_deferred=True action_written=True inline=True), PrimaryKey(name='' columns=[a, b]), Unique(name='' columns=[a] parts=[KeyPart(column=a collation=NOCASE)]), Check(name='' expression=`a <> 'x'`), ForeignKey(name=fk columns=[a, b] parent=Ref(schema='' name=q) parent_columns=[x, y] on_update='SET NULL' match=FULL named=True)] if_not_exists=True options=[['without rowid', ''], [strict, '']])

CREATE TEMP TABLE tt AS SELECT 1;
-- => CreateTable(name=tt kind=temporary as_query='SELECT 1')

CREATE TABLE "t" ('a' TEXT, [b] INT, `c` INT);
-- => CreateTable(name=t columns=[Column(name=a type=`TEXT`), Column(name=b type=`INT`), Column(name=c type=`INT`)])

CREATE VIRTUAL TABLE ft USING fts5(title, body, content='', tokenize='porter ascii');
-- => CreateTable(name=ft kind=virtual options=[[module, fts5], [arguments, "title, body, content='', tokenize='porter ascii'"]])

CREATE VIRTUAL TABLE IF NOT EXISTS r USING rtree(id, minX, maxX);
-- => CreateTable(name=r kind=virtual if_not_exists=True options=[[module, rtree], [arguments, 'id, minX, maxX']])

CREATE TABLE x (id INTEGER PRIMARY KEY DESC, v varchar(255) NULL);
-- => CreateTable(name=x columns=[Column(name=id type=`INTEGER`), Column(name=v type=`varchar(255)`)] constraints=[PrimaryKey(name='' columns=[id] inline=True)])

CREATE TABLE x (a default 5, b default 'x' not null, c primary key, d unique);
-- => CreateTable(name=x columns=[Column(name=a type=None default=`5`), Column(name=b type=None nullable=False default=`'x'`), Column(name=c type=None), Column(name=d type=None)] constraints=[PrimaryKey(name='' columns=[c] inline=True), Unique(name='' columns=[d] inline=True)])

ALTER TABLE t RENAME TO u;
-- => RenameObject(kind=table name=t new_name=u)

ALTER TABLE t RENAME COLUMN a TO b;
-- => RenameColumn(table=t column=a new_name=b)

ALTER TABLE t RENAME a TO b;
-- => RenameColumn(table=t column=a new_name=b)

ALTER TABLE t ADD COLUMN a TEXT NOT NULL DEFAULT '' REFERENCES x(y);
-- => AddColumn(table=t column=Column(name=a type=`TEXT` nullable=False default=`''`) constraints=[ForeignKey(name='' columns=[a] parent=Ref(schema='' name=x) parent_columns=[y] inline=True)])

ALTER TABLE t ADD b INT;
-- => AddColumn(table=t column=Column(name=b type=`INT`))

ALTER TABLE t DROP COLUMN a;
-- => DropColumn(table=t column=a)

ALTER TABLE t DROP a;
-- => DropColumn(table=t column=a)

CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t (a COLLATE NOCASE ASC, lower(b), c + 1 DESC) WHERE a IS NOT NULL AND b > 5;
-- => CreateIndex(table=t definition=Index(schema=main name=i parts=[KeyPart(column=a collation=NOCASE), KeyPart(column='' expression=`lower(b)`), KeyPart(column='' expression=`c + 1` descending=True)] unique=True predicate=`a IS NOT NULL AND b > 5`) name=i if_not_exists=True)
