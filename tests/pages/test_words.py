"""The words of the languages: every kind of head in each, and both scripts of Chinese."""

from __future__ import annotations

import re

import pytest

from schemalint.pages.chinese import simplified
from schemalint.pages.templates import load, title_key
from schemalint.pages.vocabulary import Vocabulary

HEADS = {
    "German": "Spalte Datentyp Nullbar Pflichtfeld Standardwert Einschränkungen Schlüssel Beschreibung Tabelle Werte",
    "French": "Colonne Type_SQL Facultatif Obligatoire Défaut Contraintes Clé Commentaire Table Valeurs",
    "Spanish": "Columna Tipo Nulo Obligatorio Predeterminado Restricciones Clave Descripción Tabla Valores",
    "Portuguese": "Coluna Tipo Opcional Obrigatório Padrão Restrições Chave Descrição Tabela Valores",
    "Russian": "Столбец Тип Необязательное Обязательное Умолчание Ограничения Ключ Описание Таблица Значения",
    "Chinese": "字段 类型 可空 必填 默认值 约束 键 说明 表名 取值",
    "Chinese in traditional characters": "欄位 資料型別 可為空 必填 預設值 約束條件 鍵 說明 資料表 可選值",
    "Japanese": "カラム データ型 NULL許可 必須 初期値 制約 キー 備考 テーブル名 許容値",
    "Korean": "컬럼명 자료형 널허용 필수 기본값 제약조건 키 비고 테이블명 허용값",
}
KINDS = ("name", "type", "nullable", "required", "default", "constraints", "key", "description", "table", "values")


@pytest.mark.parametrize("language", HEADS)
def test_heads_are_known(language: str) -> None:
    known = Vocabulary().headers
    for kind, word in zip(KINDS, HEADS[language].split(), strict=True):
        folded = word.replace("_", " ").casefold()
        assert kind in known.get(folded, known.get(simplified(folded), ())), (language, kind, word)


@pytest.mark.parametrize(
    ("template", "title", "wanted"),
    [
        ("schema-document", "檢視與實體化檢視", ""),
        ("schema-document", "資料庫設定", "Database Configuration"),
        ("schema-document", "效能最佳化", "Performance Optimization"),
        ("database-spec", "資料架構分析", "Data Architecture Analysis"),
        ("database-spec", "查詢最佳化", "Query Optimization"),
        ("database-spec", "資料庫文件", "Database Documentation"),
    ],
)
def test_traditional_titles_meet_simplified_ones(template: str, title: str, wanted: str) -> None:
    found = [
        section.title
        for section in load(template).sections
        if title_key(title) in {title_key(alias) for alias in section.aliases}
    ]
    assert found[:1] == ([wanted] if wanted else [])


def test_every_section_has_titles_in_every_script() -> None:
    scripts = {"Russian": "[а-я]", "Korean": "[가-힣]", "Chinese or Japanese": "[一-龥]", "accents or Latin": "[a-z]"}
    for name in ("schema-document", "database-spec"):
        for section in load(name).sections:
            for language, letters in scripts.items():
                assert any(re.search(letters, alias) for alias in section.aliases), (name, section.title, language)


@pytest.mark.parametrize("text", ["table", "テーブル", "данные", "字段", "数据库"])
def test_what_is_no_traditional_chinese_stays(text: str) -> None:
    assert simplified(text) == text
