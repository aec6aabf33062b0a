"""What schema documents call things, in the languages they are written in. Data only, lower case, no markup."""

from __future__ import annotations

HEADERS: dict[str, tuple[str, ...]] = {
    "name": (
        "column", "columns", "column name", "col", "field", "field name", "attribute", "attribute name", "property", "name",
        "spalte", "spaltenname", "feld", "feldname", "attribut",
        "colonne", "nom de colonne", "nom de la colonne", "champ", "nom du champ", "nom",
        "columna", "nombre de columna", "nombre de la columna", "campo", "nombre del campo", "nombre", "atributo",
        "coluna", "nome da coluna", "nome do campo", "nome", "propriedade",
        "поле", "имя поля", "название поля", "столбец", "имя столбца", "колонка", "имя колонки", "имя", "название", "атрибут",
        "字段", "字段名", "字段名称", "字段名稱", "列", "列名", "列名称", "列名稱", "名称", "名稱", "属性", "属性名", "屬性",
        "欄位", "欄位名稱", "欄位名称", "欄位名", "欄名",
        "カラム", "カラム名", "項目", "項目名", "フィールド", "フィールド名", "物理名", "名前",
        "컬럼", "컬럼명", "컬럼 이름", "열", "열 이름", "필드", "필드명", "이름", "속성", "항목",
    ),
    "type": (
        "type", "data type", "datatype", "column type", "sql type", "db type", "field type", "types",
        "typ", "datentyp", "type de données", "type de donnée", "type sql",
        "tipo", "tipo de dato", "tipo de datos", "tipo de dado", "tipo de dados", "tipo sql", "feldtyp", "spaltentyp", "sql-typ", "type de colonne", "type de champ",
        "tipo de columna", "tipo de campo", "tipo de coluna",
        "тип", "тип данных", "类型", "類型", "数据类型", "數據類型", "資料型態", "資料類型", "資料型別", "字段类型", "型別",
        "型", "データ型", "データタイプ", "タイプ", "타입", "데이터 타입", "데이터타입", "데이터 유형", "자료형", "유형", "형식",
    ),
    "nullable": (
        "nullable", "null", "nulls", "is nullable", "nullability", "allow null", "allow nulls", "allows null", "null allowed",
        "optional", "null ok", "null erlaubt", "nullbar", "leer erlaubt", "peut être nul", "null autorisé", "facultatif", "nul",
        "nulo", "nulos", "permite nulo", "permite nulos", "admite nulos", "acepta nulos", "opcional", "anulable", "anulável",
        "aceita nulo", "может быть null", "допускает null", "допускается null", "необязательное", "nullable?", "null?",
        "可空", "可为空", "可為空", "允许空", "允许为空", "允許空值", "允许空值", "允許為空", "是否可空", "是否为空", "是否可為空",
        "允许null", "允許null", "空值", "可null", "null許可", "null可", "null許容", "空許可", "任意",
        "null 허용", "null허용", "널 허용", "널허용", "널",
    ),
    "required": (
        "required", "mandatory", "not null", "non-null", "nn", "non null", "obligatory", "pflicht", "pflichtfeld", "erforderlich",
        "obligatoire", "requis", "non nul", "obligatorio", "requerido", "no nulo", "obrigatório", "obrigatorio", "não nulo",
        "обязательное", "обязательный", "обязательно", "обязательность", "обязат.",
        "nicht null", "pflichtangabe", "champ obligatoire", "campo obligatorio", "campo obrigatório", "обяз.", "не null",
        "必填", "必须", "非空", "是否必填", "是否非空", "必需", "必須", "必填項", "必要", "필수", "필수 여부", "필수여부",
    ),
    "default": (
        "default", "default value", "defaults", "standard", "standardwert", "vorgabe", "vorgabewert",
        "défaut", "par défaut", "valeur par défaut", "valor por defecto", "por defecto", "predeterminado", "valor predeterminado",
        "padrão", "valor padrão", "valor default", "по умолчанию", "значение по умолчанию", "умолчание", "дефолт",
        "默认", "默认值", "默認", "默認值", "預設", "預設值", "缺省值", "缺省", "デフォルト", "デフォルト値", "初期値", "既定値",
        "기본값", "기본 값", "디폴트", "초기값",
    ),
    "constraints": (
        "constraint", "constraints", "extra", "modifiers", "options", "rules", "restrictions", "key/constraint",
        "key/constraints", "constraints/notes", "einschränkung", "einschränkungen", "bedingungen",
        "contrainte", "contraintes", "restricción", "restricciones", "restrição", "restrições", "restricao", "restricoes",
        "ограничения", "ограничение", "约束", "約束", "约束条件", "約束條件", "限制", "制約", "制約条件", "制約事項",
        "제약조건", "제약 조건", "제약", "제약사항", "추가",
    ),
    "key": (
        "key", "keys", "key type", "pk/fk", "pk / fk", "schlüssel", "clé", "clés", "clave", "claves", "llave", "chave", "chaves",
        "ключ", "ключи", "键", "鍵", "キー", "키", "key role",
    ),
    "primary": (
        "pk", "primary key", "primary", "primärschlüssel", "clé primaire", "clave primaria", "llave primaria",
        "chave primária", "первичный ключ", "主键", "主鍵", "主キー", "기본키", "기본 키", "is pk",
    ),
    "references": (
        "references", "reference", "relationship", "relationships", "relation", "relations", "parent", "parents", "foreign key",
        "foreign keys", "fk", "refs", "points to", "links to", "fremdschlüssel", "verweis", "verweis auf",
        "clé étrangère", "référence", "clave foránea", "clave foranea", "llave foránea", "referencia", "chave estrangeira",
        "referência", "внешний ключ", "ссылка", "ссылается на", "связь", "связи", "外键", "外鍵", "关联", "關聯", "引用", "参照",
        "外部キー", "参照先", "외래키", "외래 키", "참조",
    ),
    "parent": (
        "parent table", "referenced table", "elterntabelle", "table parente", "table parent", "tabla padre", "tabela pai",
        "родительская таблица", "父表", "主表", "親テーブル", "부모 테이블",
    ),
    "child": (
        "child table", "referencing table", "kindtabelle", "table enfant", "tabla hija", "tabela filha", "дочерняя таблица", "子表",
        "从表", "從表", "子テーブル", "자식 테이블",
    ),
    "unique": (
        "unique", "uniqueness", "is unique", "uk", "eindeutig", "unique?", "único", "única", "unicité", "уникальный",
        "уникальность", "уникальное", "唯一", "是否唯一", "唯一性", "ユニーク", "一意", "유니크", "고유",
    ),
    "description": (
        "description", "desc", "notes", "note", "comment", "comments", "purpose", "remarks", "remark", "meaning", "details",
        "explanation", "usage", "beschreibung", "bemerkung", "bemerkungen", "kommentar", "erklärung", "zweck", "hinweis",
        "remarque", "remarques", "commentaire", "signification", "descripción", "descripcion", "comentario", "comentarios",
        "notas", "observaciones", "propósito", "descrição", "descricao", "comentário", "observação", "observações", "notas",
        "описание", "комментарий", "примечание", "примечания", "назначение", "пояснение",
        "说明", "說明", "描述", "备注", "備註", "注释", "註釋", "注解", "含义", "用途", "説明", "備考", "コメント", "概要",
        "설명", "비고", "코멘트", "주석", "의미",
    ),
    "caption": ("論理名", "論理カラム名", "和名", "表示名", "label", "display name", "논리명", "中文名", "中文名称"),
    "table": (
        "table", "table name", "tables", "entity", "collection", "tabelle", "tabellenname", "nom de la table", "tabla",
        "nombre de tabla", "nombre de la tabla", "tabela", "nome da tabela", "таблица", "имя таблицы", "название таблицы",
        "表", "表名", "数据表", "資料表", "表名称", "表名稱", "テーブル", "テーブル名", "테이블", "테이블명", "테이블 이름",
    ),
    "index": (
        "index", "index name", "indexname", "indexes", "nom de l'index", "nom de l’index", "índice", "indice",
        "nombre del índice", "nome do índice", "индекс", "имя индекса", "название индекса", "索引", "索引名", "索引名称", "索引名稱",
        "インデックス", "インデックス名", "인덱스", "인덱스명", "색인",
    ),
    "values": (
        "values", "valid values", "allowed values", "possible values", "enum values", "status values", "accepted values",
        "permitted values", "options/values", "werte", "erlaubte werte", "statuswerte", "werteliste", "gültige werte", "mögliche werte", "zulässige werte",
        "valeurs", "valeurs possibles", "valeurs valides", "valeurs autorisées", "valores", "valores válidos",
        "valores permitidos", "valores posibles", "valores possíveis", "valores aceitos",
        "значения", "допустимые значения", "возможные значения", "取值", "有效值", "可选值", "可選值", "枚举值", "枚舉值", "允许值", "取值范围", "状态值", "合法值",
        "値", "有効値", "有効な値", "許容値", "取りうる値", "값", "유효 값", "유효값", "허용값", "허용 값",
    ),
    "value": (
        "value", "status", "state", "wert", "valeur", "valor", "значение", "статус", "值", "状态", "狀態", "状態", "상태",
        "estado", "statut",
    ),
    "definition": ("definition", "ddl", "sql", "statement", "определение", "定义", "定義", "definición", "definição", "정의"),
    "indexed": (
        "columns", "column(s)", "indexed columns", "fields", "field(s)", "column", "key columns", "spalten", "spalte(n)",
        "spalte", "felder", "colonnes", "colonne(s)", "colonne", "champs", "columnas", "columna(s)", "columna", "campos", "campo",
        "colunas", "coluna(s)", "coluna", "столбцы", "колонки", "поля", "столбец", "поле", "列", "字段", "索引字段", "索引列",
        "欄位", "カラム", "対象カラム", "対象列", "컬럼", "열", "대상 컬럼",
    ),
    "method": ("type", "method", "index type", "using", "access method", "algorithm", "typ", "tipo", "тип", "类型", "類型", "種類", "타입"),
    "where": ("where", "condition", "predicate", "partial", "filter", "условие", "条件", "條件", "조건", "bedingung"),
}  # fmt: skip
"""What the head of a table's column says the column holds."""

BARE_NAMES = frozenset((
    "name", "property", "nom", "nombre", "nome", "propriedade", "имя", "название", "名称", "名稱", "名前", "이름", "項目", "항목",
    "columns", "key", "attribute", "attribut", "atributo", "атрибут", "属性", "屬性", "속성",
))  # fmt: skip
"""Heads that name anything, so that more must tell a column table from other tables."""

GENERIC_TITLES = frozenset((
    "columns", "column", "column definitions", "column definition", "fields", "field", "attributes", "properties", "schema",
    "structure", "table structure", "definition", "table definition", "details", "table", "columns and types", "table columns",
    "table schema", "column list", "field list", "field definitions", "key fields", "key columns", "main columns",
    "spalten", "felder", "attribute", "struktur", "tabellenstruktur", "definition der spalten",
    "colonnes", "champs", "attributs", "columnas", "campos", "atributos", "estructura", "colunas", "estrutura",
    "поля", "столбцы", "колонки", "атрибуты", "структура", "структура таблицы", "описание полей",
    "字段", "列", "字段列表", "字段说明", "字段說明", "字段定义", "表结构", "表結構", "欄位", "欄位定義", "属性", "结构",
    "カラム", "カラム定義", "カラム一覧", "項目", "テーブル定義", "列定義", "属性", "컬럼", "컬럼 정의", "필드", "테이블 구조", "속성",
))  # fmt: skip
"""Headings that say what is below, not which table it is about: the heading above names the table."""

FOREIGN_TITLES = (
    "index", "constraint", "trigger", "function", "procedure", "parameter", "endpoint", "environment", "configuration", "setting",
    "argument", "version", "glossary", "metric", "view definition", "routine", "permission", "role", "migration index",
    "индекс", "ограничен", "триггер", "функци", "процедур", "параметр", "索引", "约束", "約束", "触发器", "触發器", "函数", "存储过程",
    "参数", "參數", "环境变量", "インデックス", "制約", "トリガー", "関数", "パラメータ", "인덱스", "제약", "트리거", "함수",
    "índice", "indice", "restricci", "restriç", "función", "função", "einschränkung", "contrainte", "fonction",
)  # fmt: skip
"""Stems in a heading that make a `Name, Type` table below it no column table."""

INDEX_TITLES = (
    "index", "indices", "indizes", "индекс", "索引", "インデックス", "인덱스", "색인", "índice", "indice",
)  # fmt: skip
"""Stems in a heading or label that speak of indexes."""

ROLLBACK = (
    "rollback", "roll back", "roll-back", "rolling back", "rollbacks", "revert", "reverting", "undo", "down migration",
    "downgrade", "backout", "back-out", "rücknahme", "rückgängig", "zurückrollen", "zurücksetzen", "rückabwicklung",
    "retour arrière", "annulation", "annuler", "reversión", "revertir", "deshacer", "reversão", "reverter", "desfazer",
    "откат", "отмена миграц", "回滚", "回滾", "回退", "撤销", "撤銷", "ロールバック", "切り戻し", "巻き戻し", "롤백", "되돌리기",
)  # fmt: skip
"""Stems in a heading of what takes a migration back."""

MIGRATION = (
    "migration", "migrations", "migrate", "migrating", "upgrade script", "upgrade scripts", "schema change", "schema changes",
    "migrationen", "migrationsskript", "datenmigration", "schemamigration", "datenbankmigration", "migrationsstrategie",
    "migrationsplan", "migración", "migraciones", "migração", "migrações", "migracao", "migracion",
    "миграц", "迁移", "遷移", "マイグレーション", "移行", "마이그레이션", "마이그레이트",
)  # fmt: skip
"""Stems in a heading of a migration."""

YES = frozenset((
    "yes", "y", "true", "t", "1", "x", "✓", "✔", "✔️", "✅", "☑", "☑️", "ja", "oui", "sí", "si", "sim", "да", "是", "はい", "○", "◯",
    "●", "可", "예", "네", "o", ":white_check_mark:", "可空", "允许", "許可",
))  # fmt: skip
NO = frozenset((
    "no", "n", "false", "f", "0", "✗", "✘", "❌", "✖", "×", "☒", "☐", "nein", "non", "não", "nao", "нет", "否", "不可", "いいえ",
    "아니오", "아니요", ":x:", "不允许", "非空",
))  # fmt: skip
NOTHING = frozenset((
    "", "-", "—", "–", "--", "---", "none", "(none)", "n/a", "na", "no default", "нет", "なし", "无", "無", "없음", "keine",
    "kein", "aucun", "aucune", "ninguno", "ninguna", "nenhum", "nenhuma", "(auto)", "auto", "(required)", "required", "_", "−", "―",
    "(нет)", "(无)", "(なし)",
))  # fmt: skip
"""What a Default cell says when there is no default."""

METADATA_KEYS = frozenset((
    "version", "created", "created at", "created on", "date", "updated", "last updated", "last update", "last modified", "author",
    "authors", "database", "database type", "status", "owner", "document version", "schema version", "project", "system", "engine",
    "dbms", "team", "reviewers", "reviewed by", "database focus", "expected scale", "performance requirements", "location", "purpose",
    "autor", "datum", "erstellt", "aktualisiert", "datenbank", "stand", "auteur", "créé", "créé le", "mis à jour", "base de données",
    "statut", "versión", "fecha", "creado", "actualizado", "base de datos", "estado", "versão", "data", "criado", "atualizado",
    "banco de dados", "версия", "автор", "дата", "создан", "создано", "обновлено", "последнее обновление", "база данных", "статус",
    "版本", "作者", "日期", "创建", "创建日期", "创建时间", "建立日期", "更新日期", "更新时间", "最后更新", "数据库", "資料庫", "状态", "狀態", "適用範圍",
    "バージョン", "作成者", "作成日", "更新日", "最終更新", "データベース", "ステータス", "버전", "작성자", "작성일", "생성일", "수정일", "데이터베이스", "상태",
))  # fmt: skip
"""Keys that make an unmarked `key: value` line at the head of a document metadata."""

METRICS = (
    "tables", "total tables", "number of tables", "table count", "views", "total views", "columns", "total columns", "indexes",
    "total indexes", "indices", "relationships", "foreign keys", "estimated records", "records", "rows", "growth rate",
    "storage size", "size", "functions", "triggers", "procedures", "enums", "schemas", "collections", "tabellen", "tabelas",
    "tablas", "таблиц", "таблицы", "表", "表数量", "表數量", "テーブル数", "테이블 수",
)  # fmt: skip
METRIC_TITLES = (
    "metric",
    "statistic",
    "kennzahl",
    "métrique",
    "métrica",
    "метрик",
    "статистик",
    "指标",
    "指標",
    "统计",
    "統計",
    "メトリクス",
    "지표",
    "통계",
)

VERBS = (
    "has", "have", "contains", "holds", "stores", "keeps", "consists of", "is made of", "hat", "enthält", "besitzt", "besteht aus",
    "contient", "possède", "comporte", "a", "tiene", "contiene", "tem", "contém", "possui", "содержит", "имеет", "хранит",
    "包含", "包括", "有", "は", "には", "은", "는", "에는",
)  # fmt: skip
"""What a sentence says a table does with its columns."""

JOINING = (
    "and",
    "&",
    "und",
    "sowie",
    "et",
    "y",
    "e",
    "и",
    "和",
    "以及",
    "及",
    "與",
    "与",
    "と",
    "および",
    "및",
    "그리고",
    "와",
    "과",
)
"""What stands before the last of several names."""

PARTIAL = (
    "such as", "like", "including", "among others", "e.g.", "for example", "etc", "...", "…", "wie", "etwa", "z.b.", "usw", "comme",
    "par exemple", "como", "por ejemplo", "por exemplo", "например", "и др", "и т", "例如", "等", "など", "예를", "등",
)  # fmt: skip
"""What says that a list is not the whole of it."""

NO_PLURALS = "\u2e80"
"""From this character on stand the scripts of Chinese, Japanese and Korean: they form no plurals and part no words by blanks."""
