"""What schema documents call views, routines, triggers, constraints and access, in the languages they are written in. Data only,
lower case, no markup."""

from __future__ import annotations

HEADS: dict[str, tuple[str, ...]] = {
    "view": (
        "view", "views", "view name", "materialized view", "sicht", "sichtname", "ansicht", "vue", "nom de la vue", "vista",
        "nombre de la vista", "visão", "visao", "nome da visão", "nome da view", "представление", "имя представления",
        "视图", "视图名", "视图名称", "檢視", "檢視表", "ビュー", "ビュー名", "뷰", "뷰명", "뷰 이름",
    ),
    "routine": (
        "routine", "routine name", "function", "function name", "procedure", "procedure name", "stored procedure",
        "function/procedure", "funktion", "funktionsname", "prozedur", "routinenname", "fonction", "nom de la fonction", "procédure",
        "función", "nombre de la función", "procedimiento", "rutina", "função", "nome da função", "procedimento", "rotina",
        "функция", "имя функции", "процедура", "подпрограмма", "函数", "函数名", "函數", "存储过程", "儲存程序", "过程",
        "関数", "関数名", "プロシージャ", "ストアドプロシージャ", "함수", "함수명", "프로시저",
    ),
    "trigger": (
        "trigger", "triggers", "trigger name", "triggername", "auslöser", "déclencheur", "nom du déclencheur", "disparador",
        "nombre del disparador", "gatilho", "nome do gatilho", "триггер", "имя триггера", "触发器", "触发器名", "觸發器",
        "トリガー", "トリガー名", "트리거", "트리거명", "트리거 이름",
    ),
    "constraint": (
        "constraint", "constraint name", "check", "check constraint", "einschränkung", "bedingungsname", "constraintname",
        "contrainte", "nom de la contrainte", "restricción", "nombre de la restricción", "restrição", "nome da restrição",
        "ограничение", "имя ограничения", "约束", "约束名", "约束名称", "約束", "制約", "制約名", "제약조건명", "제약 조건", "제약조건",
    ),
    "rule": (
        "rule", "rule name", "business rule", "regel", "geschäftsregel", "règle", "règle métier", "regla", "regla de negocio", "regra",
        "regra de negócio", "правило", "бизнес-правило", "规则", "业务规则", "ルール", "規則", "業務ルール", "규칙", "업무 규칙",
    ),
    "policy": (
        "policy", "policy name", "rls policy", "richtlinie", "politique", "stratégie", "política", "nombre de la política",
        "nome da política", "политика", "имя политики", "策略", "策略名", "策略名称", "ポリシー", "ポリシー名", "정책", "정책명",
    ),
    "role": (
        "role", "role name", "database role", "db role", "user", "database user", "db user", "grantee", "principal", "account",
        "rolle", "rollenname", "benutzer", "rôle", "utilisateur", "rol", "usuario", "papel", "função/papel", "usuário", "perfil",
        "роль", "имя роли", "пользователь", "角色", "角色名", "用户", "使用者", "ロール", "ロール名", "ユーザー", "役割",
        "역할", "롤", "사용자", "계정",
    ),
    "objects": (
        "objects", "object", "on", "tables", "table", "resource", "resources", "scope", "tables/views", "objekte", "objekt",
        "tabellen", "tabelle", "objets", "objet", "table(s)", "objetos", "objeto", "tablas", "tabla", "tabelas", "tabela",
        "объекты", "объект", "таблицы", "таблица", "对象", "表", "數據表", "物件", "オブジェクト", "対象", "テーブル",
        "객체", "대상", "테이블",
    ),
    "privileges": (
        "privileges", "privilege", "permissions", "permission", "access", "rights", "grants", "granted", "access level",
        "allowed operations", "operations", "rechte", "berechtigung", "berechtigungen", "zugriff", "privilegien", "privilèges",
        "droits", "permisos", "privilegios", "acceso", "permissões", "privilégios", "acesso", "права", "привилегии", "доступ",
        "разрешения", "权限", "權限", "访问权限", "権限", "アクセス権", "アクセス", "권한", "접근 권한",
    ),
    "reads": (
        "reads", "source", "sources", "source tables", "based on", "base tables", "tables", "underlying tables", "tables used",
        "liest", "quelle", "quelltabellen", "lit", "tables sources", "lee", "fuente", "tablas", "tablas base", "lê", "fonte",
        "tabelas", "tabelas base", "читает", "источник", "источники", "таблицы", "来源", "来源表", "基表", "參照元", "参照元",
        "参照テーブル", "元テーブル", "원본", "원본 테이블", "참조 테이블",
    ),
    "kind": (
        "kind", "type", "materialized", "art", "typ", "genre", "sorte", "clase", "tipo", "espécie", "вид", "тип", "类型", "種類", "類型",
        "種別", "タイプ", "종류", "유형", "constraint type",
    ),
    "returns": (
        "returns", "return type", "returntype", "return", "return value", "result", "gibt zurück", "rückgabe", "rückgabetyp",
        "rückgabewert", "retourne", "retour", "type de retour", "devuelve", "retorna", "tipo de retorno", "retorno",
        "возвращает", "возвращаемый тип", "результат", "返回", "返回值", "返回类型", "戻り値", "戻り値の型", "반환", "반환값", "반환 타입",
    ),
    "parameters": (
        "parameters", "parameter", "arguments", "args", "params", "input", "inputs", "signature", "paramètres", "arguments d'entrée",
        "parámetros", "argumentos", "parâmetros", "параметры", "аргументы", "参数", "參數", "引数", "パラメータ", "매개변수", "인자", "파라미터",
    ),
    "timing": (
        "timing", "when", "time", "zeitpunkt", "moment", "momento", "cuándo", "quando", "момент", "когда", "时机", "触发时机", "時機",
        "タイミング", "시점", "timing/event", "event/timing",
    ),
    "event": (
        "event", "events", "fires on", "operation", "trigger event", "ereignis", "ereignisse", "événement", "événements", "evento",
        "eventos", "событие", "события", "事件", "触发事件", "イベント", "이벤트",
    ),
    "function": (
        "function", "calls", "executes", "action", "procedure", "trigger function", "funktion", "ruft auf", "aktion", "fonction",
        "appelle", "función", "llama", "acción", "função", "chama", "ação", "функция", "вызывает", "действие", "函数", "动作",
        "関数", "処理", "함수", "동작",
    ),
    "table": (
        "table", "table name", "on table", "tables", "child table", "child", "from table", "referencing table", "tabelle",
        "tabellenname", "kindtabelle", "nom de la table", "table enfant", "tabla", "nombre de la tabla", "tabla hija", "tabela",
        "nome da tabela", "tabela filha", "таблица", "имя таблицы", "дочерняя таблица", "表", "表名", "子表", "資料表", "テーブル", "テーブル名",
        "子テーブル", "테이블", "테이블명", "자식 테이블",
    ),
    "columns": (
        "columns", "column", "column(s)", "fields", "field", "foreign key column", "foreign key columns", "fk column", "fk columns",
        "foreign key", "fk", "referencing column", "referencing columns", "spalte", "spalten", "spalte(n)", "fremdschlüssel",
        "fremdschlüsselspalte", "colonne", "colonnes", "clé étrangère", "columna", "columnas", "campo", "campos", "clave foránea",
        "coluna", "colunas", "chave estrangeira", "столбец", "столбцы", "колонка", "колонки", "поле", "поля", "внешний ключ",
        "列", "列名", "字段", "外键", "欄位", "外鍵", "カラム", "外部キー", "対象カラム", "컬럼", "열", "외래키", "외래 키",
    ),
    "references": (
        "references", "reference", "referenced table", "refers to", "parent", "parent table", "target", "target table", "to table",
        "points to", "verweist auf", "verweis", "referenz", "referenzierte tabelle", "elterntabelle", "référence", "table référencée",
        "table parente", "referencia", "referencias", "hace referencia a", "tabla referenciada", "tabla padre", "referência",
        "referências", "tabela referenciada", "tabela pai", "ссылается на", "ссылка", "родительская таблица", "引用", "引用表", "父表",
        "参照", "参照先", "参照先テーブル", "参照表", "親テーブル", "참조", "참조 테이블", "부모 테이블",
    ),
    "parent columns": (
        "referenced columns", "referenced column", "parent columns", "parent column", "target column", "target columns",
        "referenzierte spalten", "referenzierte spalte", "colonnes référencées", "colonne référencée", "columnas referenciadas",
        "columna referenciada", "colunas referenciadas", "coluna referenciada", "столбцы родителя", "столбец родителя", "引用列", "父表列",
        "参照列", "参照先カラム", "참조 컬럼", "참조 열",
    ),
    "on delete": (
        "on delete", "delete rule", "delete action", "delete", "cascade", "bei löschung", "beim löschen", "löschregel",
        "à la suppression", "suppression", "al borrar", "al eliminar", "ao excluir", "ao apagar", "при удалении", "删除时", "删除规则",
        "刪除時", "削除時", "삭제 시", "삭제시",
    ),
    "on update": (
        "on update", "update rule", "update action", "update", "bei änderung", "beim ändern", "änderungsregel", "à la mise à jour",
        "mise à jour", "al actualizar", "ao atualizar", "при обновлении", "при изменении", "更新时", "更新规则", "更新時", "수정 시", "갱신 시",
    ),
    "definition": (
        "definition", "what holds", "condition", "expression", "rule", "check expression", "clause", "predicate", "ddl", "sql", "bedingung",
        "ausdruck", "regel", "définition", "condition sql", "règle", "definición", "condición", "expresión", "regla", "definição",
        "condição", "expressão", "regra", "определение", "условие", "выражение", "правило", "定义", "条件", "表达式", "规则", "定義",
        "條件", "条件式", "式", "조건", "정의", "조건식", "규칙",
    ),
    "command": (
        "command", "commands", "operation", "operations", "for", "action", "befehl", "kommando", "operation(en)", "commande",
        "opération", "comando", "operación", "operação", "команда", "операция", "命令", "操作", "コマンド", "操作種別", "명령", "작업",
    ),
    "roles": (
        "roles", "role", "to", "applies to", "rollen", "rolle", "rôles", "rôle", "papéis", "papel", "rol", "роли", "роль", "角色",
        "ロール", "対象ロール", "역할", "롤", "granted to",
    ),
    "using": (
        "using", "condition", "expression", "rule", "predicate", "bedingung", "condición", "condição", "условие", "条件", "條件", "조건",
        "using expression",
    ),
    "name": (
        "name", "bezeichnung", "nom", "nombre", "nome", "имя", "название", "名称", "名稱", "名前", "이름",
    ),
    "description": (
        "description", "purpose", "notes", "comment", "used by", "usage", "justification", "reason", "meaning", "business rule",
        "rationale", "beschreibung", "zweck", "bemerkung", "begründung", "remarque", "but", "justification métier", "descripción",
        "propósito", "justificación", "descrição", "finalidade", "justificativa", "описание", "назначение", "обоснование",
        "说明", "描述", "用途", "理由", "說明", "説明", "目的", "備考", "설명", "비고", "목적", "사유",
    ),
}  # fmt: skip
"""What the head of a table's column says the column holds."""

VIEW_TITLES = (
    "view", "views", "sichten", "sicht", "ansichten", "vues", "vue", "vistas", "vista", "visões", "visão", "представлени",
    "视图", "檢視", "ビュー", "뷰",
)  # fmt: skip
"""Words in a heading that speak of views; those not in Latin letters are stems."""

ROUTINE_TITLES = (
    "function", "functions", "procedure", "procedures", "routine", "routines", "funktionen", "funktion", "prozeduren", "fonctions",
    "procédures", "funciones", "procedimientos", "rutinas", "funções", "procedimentos", "rotinas", "функци", "процедур",
    "подпрограмм", "函数", "函數", "存储过程", "関数", "プロシージャ", "함수", "프로시저",
)  # fmt: skip
TRIGGER_TITLES = (
    "trigger", "triggers", "auslöser", "déclencheur", "déclencheurs", "disparadores", "disparador", "gatilhos", "gatilho", "триггер",
    "触发器", "觸發器", "トリガー", "트리거",
)  # fmt: skip
CONSTRAINT_TITLES = (
    "constraint", "constraints", "checks", "validations", "integrity rules", "business rules", "einschränkungen", "bedingungen",
    "geschäftsregeln", "contraintes", "règles métier", "restricciones", "reglas de negocio", "restrições", "regras de negócio",
    "ограничени", "бизнес-правил", "约束", "約束", "业务规则", "制約", "業務ルール", "제약", "업무 규칙",
)  # fmt: skip
KEY_TITLES = (
    "foreign key", "foreign keys", "relationships", "relations", "references", "fremdschlüssel", "beziehungen", "clés étrangères",
    "relaciones", "claves foráneas", "relacionamentos", "relações", "chaves estrangeiras", "внешние ключ", "внешних ключ", "связи",
    "外键", "外鍵", "关系", "关联", "外部キー", "リレーション", "외래키", "외래 키", "관계",
)  # fmt: skip
ACCESS_TITLES = (
    "access", "role", "roles", "grants", "permissions", "privileges", "security", "users", "zugriff", "rollen", "rechte",
    "berechtigungen", "sicherheit", "accès", "rôles", "droits", "sécurité", "acceso", "permisos", "seguridad", "acesso", "papéis",
    "permissões", "segurança", "доступ", "роли", "ролей", "права", "безопасност", "权限", "權限", "角色", "安全", "访问控制",
    "アクセス", "ロール", "権限", "セキュリティ", "권한", "역할", "보안", "접근",
)  # fmt: skip
POLICY_TITLES = (
    "policy", "policies", "row-level security", "row level security", "rls", "richtlinien", "politiques", "políticas", "политик",
    "策略", "行级安全", "ポリシー", "行レベルセキュリティ", "정책",
)  # fmt: skip

MATERIALIZED = (
    "materialized", "materialised", "materialisiert", "matérialisée", "materializada", "материализованн", "物化", "マテリアライズド",
    "구체화", "실체화",
)  # fmt: skip
"""Stems that make a view a materialized one."""

PROCEDURES = (
    "procedure",
    "prozedur",
    "procédure",
    "procedimiento",
    "procedimento",
    "процедура",
    "过程",
    "程序",
    "プロシージャ",
    "프로시저",
)
FUNCTIONS = ("function", "funktion", "fonction", "función", "função", "функция", "函数", "函數", "関数", "함수")

CONSTRAINT_KINDS: dict[str, str] = {
    "primary key": "primary key", "primary": "primary key", "pk": "primary key", "primärschlüssel": "primary key",
    "clé primaire": "primary key", "clave primaria": "primary key", "chave primária": "primary key", "первичный ключ": "primary key",
    "主键": "primary key", "主鍵": "primary key", "主キー": "primary key", "기본키": "primary key", "기본 키": "primary key",
    "unique": "unique", "unique key": "unique", "uk": "unique", "uq": "unique", "eindeutig": "unique", "unicité": "unique",
    "única": "unique", "único": "unique", "уникальность": "unique", "уникальный": "unique", "唯一": "unique", "唯一约束": "unique",
    "ユニーク": "unique", "一意": "unique", "유니크": "unique", "고유": "unique",
    "check": "check", "check constraint": "check", "prüfung": "check", "vérification": "check", "verificación": "check",
    "verificação": "check", "проверка": "check", "检查": "check", "检查约束": "check", "チェック": "check", "체크": "check",
    "foreign key": "foreign key", "fk": "foreign key", "fremdschlüssel": "foreign key", "clé étrangère": "foreign key",
    "clave foránea": "foreign key", "chave estrangeira": "foreign key", "внешний ключ": "foreign key", "外键": "foreign key",
    "外鍵": "foreign key", "外部キー": "foreign key", "외래키": "foreign key", "외래 키": "foreign key",
    "exclude": "exclude", "exclusion": "exclude", "trigger": "trigger", "not null": "not null", "default": "default",
}  # fmt: skip
"""What a document calls the kinds of constraints; `trigger`, `not null` and `default` are kinds that no list is asked about."""

PRIVILEGES: dict[str, tuple[str, ...]] = {
    "select": ("SELECT",), "insert": ("INSERT",), "update": ("UPDATE",), "delete": ("DELETE",), "truncate": ("TRUNCATE",),
    "references": ("REFERENCES",), "trigger": ("TRIGGER",), "maintain": ("MAINTAIN",), "usage": ("USAGE",), "execute": ("EXECUTE",),
    "create": ("CREATE",), "alter": ("ALTER",), "drop": ("DROP",), "index": ("INDEX",), "connect": ("CONNECT",),
    "control": ("CONTROL",), "show view": ("SHOW VIEW",), "view definition": ("VIEW DEFINITION",), "temporary": ("TEMPORARY",),
    "temp": ("TEMPORARY",), "create view": ("CREATE VIEW",), "lock tables": ("LOCK TABLES",), "event": ("EVENT",),
    "all": ("ALL",), "all privileges": ("ALL",), "alle": ("ALL",), "alle rechte": ("ALL",), "tous": ("ALL",), "tous les droits": ("ALL",),
    "todos": ("ALL",), "todos los privilegios": ("ALL",), "todos os privilégios": ("ALL",), "все": ("ALL",), "все права": ("ALL",),
    "全部": ("ALL",), "所有权限": ("ALL",), "すべて": ("ALL",), "全て": ("ALL",), "모두": ("ALL",), "모든 권한": ("ALL",),
    "full": ("FULL",), "full access": ("FULL",), "full control": ("FULL",), "owner": ("FULL",), "admin": ("FULL",),
    "vollzugriff": ("FULL",), "accès complet": ("FULL",), "acceso total": ("FULL",), "acesso total": ("FULL",),
    "полный доступ": ("FULL",), "完全": ("FULL",), "フルアクセス": ("FULL",), "전체": ("FULL",),
    "read": ("READ",), "r": ("READ",), "ro": ("READ",), "read only": ("READ",), "read-only": ("READ",), "readonly": ("READ",),
    "lesen": ("READ",), "lecture": ("READ",), "lectura": ("READ",), "leer": ("READ",), "leitura": ("READ",), "ler": ("READ",),
    "чтение": ("READ",), "读": ("READ",), "只读": ("READ",), "读取": ("READ",), "讀取": ("READ",), "読み取り": ("READ",),
    "参照のみ": ("READ",), "읽기": ("READ",),
    "write": ("WRITE",), "w": ("WRITE",), "schreiben": ("WRITE",), "écriture": ("WRITE",), "escritura": ("WRITE",),
    "escrita": ("WRITE",), "запись": ("WRITE",), "写": ("WRITE",), "写入": ("WRITE",), "寫入": ("WRITE",), "書き込み": ("WRITE",),
    "쓰기": ("WRITE",),
    "rw": ("READ", "WRITE"), "read write": ("READ", "WRITE"), "read-write": ("READ", "WRITE"), "read/write": ("READ", "WRITE"),
    "r/w": ("READ", "WRITE"), "读写": ("READ", "WRITE"), "読み書き": ("READ", "WRITE"),
    "lesen schreiben": ("READ", "WRITE"), "lecture écriture": ("READ", "WRITE"), "чтение запись": ("READ", "WRITE"),
    "x": ("SOME",), "yes": ("SOME",), "✓": ("SOME",), "✔": ("SOME",), "✔️": ("SOME",), "✅": ("SOME",), "☑": ("SOME",),
    "ja": ("SOME",), "oui": ("SOME",), "sí": ("SOME",), "sim": ("SOME",), "да": ("SOME",), "是": ("SOME",), "○": ("SOME",),
    "◯": ("SOME",), "●": ("SOME",), "예": ("SOME",), "はい": ("SOME",),
    "": (), "-": (), "—": (), "–": (), "none": (), "no": (), "no access": (), "✗": (), "✘": (), "❌": (), "✖": (), "×": (),
    "n/a": (), "keine": (), "kein": (), "nein": (), "aucun": (), "aucune": (), "non": (), "ninguno": (), "nenhum": (), "não": (),
    "нет": (), "无": (), "否": (), "無": (), "なし": (), "없음": (), "revoked": (), "denied": (),
}  # fmt: skip
"""What a document calls a privilege: those of SQL; READ, WRITE, FULL and SOME where it says no more than that."""

EVERYTHING = (
    "everything", "all", "all objects", "all tables", "every table", "*", "*.*", "alle", "alles", "alle tabellen", "tout",
    "toutes les tables", "todo", "todas", "todas las tablas", "tudo", "todas as tabelas", "всё", "все", "все таблицы", "全部", "所有",
    "所有表", "すべて", "全テーブル", "すべてのテーブル", "모두", "모든 테이블", "전체",
)  # fmt: skip
"""What a document calls all objects there are."""

IN_SCHEMA = (
    "in schema",
    "in",
    "of schema",
    "im schema",
    "dans le schéma",
    "en el esquema",
    "no esquema",
    "в схеме",
    "of",
)
"""What stands between these words and the schema that they are limited to."""

OBJECT_LABELS = (
    ("view", ("materialized view", "view", "sicht", "vue", "vista", "visão", "представление", "视图", "ビュー", "뷰")),
    ("routine", ("stored procedure", "function", "procedure", "routine", "funktion", "prozedur", "fonction", "procédure", "función",
                 "procedimiento", "função", "procedimento", "функция", "процедура", "函数", "存储过程", "関数", "プロシージャ", "함수", "프로시저")),
    ("trigger", ("trigger", "déclencheur", "disparador", "gatilho", "триггер", "触发器", "トリガー", "트리거")),
)  # fmt: skip
"""What may stand before a name in a heading, and what it makes of it."""
