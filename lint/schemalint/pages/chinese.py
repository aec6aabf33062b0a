"""Traditional Chinese said in simplified characters and in the words of the mainland, so that one list of words serves both."""

from __future__ import annotations

_WORDS = (
    ("資料型別", "数据类型"), ("資料型態", "数据类型"), ("資料類型", "数据类型"), ("資料庫", "数据库"), ("資料表", "数据表"),
    ("資料", "数据"), ("欄位", "字段"), ("檢視表", "视图"), ("檢視", "视图"), ("函式", "函数"), ("預存程序", "存储过程"),
    ("程序", "存储过程"), ("綱要", "架构"), ("結構描述", "架构"), ("效能", "性能"), ("最佳化", "优化"), ("稽核", "审计"),
    ("存取", "访问"), ("預設", "默认"), ("型別", "类型"), ("型態", "类型"), ("復原", "恢复"), ("還原", "恢复"), ("觸發程序", "触发器"),
    ("設定", "配置"), ("限制條件", "约束"), ("條件約束", "约束"), ("外鍵", "外键"), ("加密", "加密"), ("腳本", "脚本"), ("指令碼", "脚本"),
    ("使用者", "用户"), ("角色", "角色"), ("連接", "连接"), ("連線", "连接"), ("資訊", "信息"), ("參數", "参数"), ("分割", "分区"),
    ("文件", "文档"), ("程式", "程序"), ("專案", "项目"), ("備註", "备注"), ("巨集", "宏"), ("實體", "实体"), ("樣本", "示例"),
)  # fmt: skip
"""Words that are not the same on both sides; longer ones first where one begins another."""

_TRADITIONAL = (
    "資庫據欄類態訊檢視圖數關聯鍵節標準備還復監測維護設計構結綱約條檔導遷轉換錄證實現體說明釋註單顯鎖變應擇鏈業務邏輯過濾輸訪權"
    "許調優劃區詢執歷審災難時間點環測試驗歸總覽簡紹術語鑰雜湊隱規範佈運營運續連線報警狀態值號碼稱義項際長為與無從屬須寫讀異動開關閉戶帳滾滿"
)
_SIMPLIFIED = (
    "资库据栏类态讯检视图数关联键节标准备还复监测维护设计构结纲约条档导迁转换录证实现体说明释注单显锁变应择链业务逻辑过滤输访权"
    "许调优划区询执历审灾难时间点环测试验归总览简绍术语钥杂凑隐规范布运营运续连线报警状态值号码称义项际长为与无从属须写读异动开关闭户帐滚满"
)
_CHARACTERS = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """The text with the words and characters of simplified Chinese; anything else stays as it is."""
    if text.isascii():
        return text
    for there, here in _WORDS:
        if there in text:
            text = text.replace(there, here)
    return text.translate(_CHARACTERS)
