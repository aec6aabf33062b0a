"""What columns with personal data are called, in the languages that schemas are written in."""

from __future__ import annotations

import re

CLASSES = (
    "email", "phone", "name", "birth-date", "address", "national-id", "ip", "health", "biometric", "payment", "location", "special",
    "personal",
)  # fmt: skip
"""`special` are origin, belief and orientation; `personal` is what a comment only says to be personal."""

NOT_PERSONAL = "none"
"""The class of what is declared to be no personal data."""

SAME = {
    "e-mail": "email", "mail": "email", "email-address": "email", "contact": "email", "telephone": "phone", "mobile": "phone",
    "phone-number": "phone", "full-name": "name", "first-name": "name", "last-name": "name", "surname": "name", "birthdate": "birth-date",
    "birthday": "birth-date", "date-of-birth": "birth-date", "dob": "birth-date", "postal-address": "address", "ssn": "national-id",
    "passport": "national-id", "tax-id": "national-id", "identity": "national-id", "ip-address": "ip", "medical": "health", "phi": "health",
    "biometrics": "biometric", "financial": "payment", "bank": "payment", "card": "payment", "credit-card": "payment", "iban": "payment",
    "geo": "location", "gps": "location", "coordinates": "location", "sensitive": "special", "pii": "personal", "yes": "personal",
    "true": "personal", "high": "personal", "confidential": "personal", "restricted": "personal", "personal-data": "personal",
}  # fmt: skip
"""Other words for a class, blanks and underscores as hyphens."""

PHRASES: dict[str, tuple[str, ...]] = {
    "email": (
        "email", "e_mail", "emailaddress", "email_addr", "email_address", "mail_address", "mailaddress", "emailadresse", "adresse_email", "adresse_mail", "adresse_electronique", "courriel",
        "correo", "correo_electronico", "posta_elettronica", "poczta", "pochta", "elektronnaya_pochta", "youxiang", "epost",
    ),
    "phone": (
        "phone", "telephone", "phonenumber", "phone_number", "phone_no", "telephone_number", "mobilephone", "mobile_number",
        "mobile_no", "mobile_phone", "cellphone", "cell_phone", "cell_number", "home_phone", "work_phone", "fax", "fax_number", "msisdn", "telefon",
        "telefonnummer", "handynummer", "rufnummer", "mobilnummer", "numero_telephone", "numero_de_telephone", "numero_de_telefono", "numero_de_telefone", "numero_di_telefono", "telefono", "telefone", "celular", "cellulare",
        "telefoon", "telefoonnummer", "numer_telefonu", "shouji", "dianhua", "shouji_hao",
    ),
    "birth-date": (
        "birth_date", "birthdate", "birthday", "date_of_birth", "dateofbirth", "dob", "born_on", "geburtsdatum", "geburtstag",
        "date_naissance", "date_de_naissance", "fecha_nacimiento", "fecha_de_nacimiento", "data_nascimento", "data_de_nascimento",
        "data_nascita", "data_di_nascita", "geboortedatum", "data_urodzenia", "data_rozhdeniya", "den_rozhdeniya", "shengri",
    ),
    "name": (
        "first_name", "firstname", "last_name", "lastname", "given_name", "givenname", "family_name", "familyname", "surname", "forename",
        "middle_name", "middlename", "maiden_name", "real_name", "realname", "guest_name", "passenger_name", "employee_name", "student_name", "teacher_name", "member_name", "recipient_name",
        "receiver_name", "contact_name", "driver_name", "doctor_name", "applicant_name", "beneficiary_name", "consignee_name", "cardholder_name", "card_holder_name", "patient_name", "vorname",
        "nachname", "familienname", "prenom", "nom_famille", "nom_de_famille", "apellido", "apellidos", "primer_apellido", "segundo_apellido",
        "sobrenome", "cognome", "voornaam", "achternaam", "imie", "nazwisko", "familiya", "otchestvo", "xingming",
    ),
    "address": (
        "street", "street_address", "streetaddress", "street_name", "street_number", "house_number", "postal_address", "home_address", "mailing_address",
        "residential_address", "billing_address", "shipping_address", "delivery_address", "address_line", "address_line1", "address_line2",
        "addressline", "addressline1", "addressline2", "street1", "street2", "strasse", "hausnummer", "anschrift", "wohnort", "rue", "calle", "direccion", "domicilio",
        "endereco", "logradouro", "indirizzo", "straat", "huisnummer", "ulica",
        "dizhi", "detail_address", "detailed_address",
    ),
    "national-id": (
        "ssn", "social_security_number", "social_security_no", "national_id", "national_id_number", "nationalid", "national_insurance_number",
        "passport", "passport_number", "passport_no", "passportnumber", "drivers_license", "driver_license", "driving_licence",
        "driver_license_number", "drivers_license_number", "id_card_number", "id_card_no", "idcard_no", "identity_card_number",
        "identity_number", "sozialversicherungsnummer", "steuer_id", "steuerid", "personalausweis", "personalausweisnummer",
        "numero_securite_sociale", "numero_de_securite_sociale", "dni", "cpf", "curp", "codice_fiscale", "bsn", "burgerservicenummer", "pesel", "snils", "personnummer",
        "aadhaar", "aadhaar_number", "shenfenzheng", "shenfenzheng_hao",
    ),
    "ip": ("client_ip", "remote_ip", "remote_addr", "remote_address", "client_addr", "login_ip", "user_ip", "visitor_ip", "signup_ip", "last_ip", "last_login_ip", "last_sign_in_ip", "current_sign_in_ip", "registration_ip", "source_ip_address", "client_ip_address", "ip_pengunjung"),
    "health": (
        "diagnosis", "blood_type", "blood_group", "allergies", "medical_history", "medical_condition", "medical_conditions", "disability",
        "hiv_status", "blutgruppe", "krankheit", "historial_medico", "gruppo_sanguigno", "grupo_sanguineo",
    ),
    "biometric": ("biometric", "biometrics", "biometric_data", "biometric_template", "face_template", "faceprint", "voiceprint", "iris_template", "fingerprint_template"),
    "payment": (
        "iban", "credit_card", "creditcard", "credit_card_number", "creditcardnumber", "card_pan", "bank_account", "bank_account_number", "bankaccount",
        "bank_account_no", "cc_number", "kontonummer", "kreditkarte", "kreditkartennummer", "numero_carte", "numero_tarjeta", "numero_cartao",
        "rekeningnummer", "numer_konta",
    ),
    "location": ("geolocation", "geo_location", "last_location", "home_location", "last_known_location", "gps_location", "gps_coordinates"),
    "special": ("religion", "ethnicity", "ethnic_group", "ethnic_origin", "sexual_orientation", "political_affiliation", "political_opinion", "trade_union", "konfession", "religione", "etnia"),
}  # fmt: skip
"""By class: what a column is called or ends in, words joined by `_`."""

OF_PERSONS: dict[str, tuple[str, ...]] = {
    "email": ("mail",),
    "phone": ("mobile", "tel", "cell", "mobil", "handy", "portable", "tel_no"),
    "name": ("full_name", "fullname"),
    "address": (
        "address", "addr", "address1", "address2", "address_1", "address_2", "addr1", "addr2", "adresse", "adres", "adresa", "zip", "zip_code", "zipcode",
        "postcode", "postal_code", "postalcode", "plz", "code_postal", "codigo_postal", "cep", "cap", "region_address",
    ),
    "national-id": ("idcard", "id_card", "tax_id", "tax_number", "tax_no", "personal_number", "nin", "nie", "nif"),
    "ip": ("ip", "ip_address", "ipaddress", "ip_addr", "ipaddr", "source_ip"),
    "location": ("latitude", "longitude", "coordinates", "gps"),
    "special": ("race",),
}  # fmt: skip
"""The same for names that also mean other things: they count in a table about people only."""

SAID: dict[str, tuple[str, ...]] = {
    "email": ("邮箱", "电子邮件", "電子郵件", "電子信箱", "邮箱地址", "メールアドレス", "이메일", "이메일 주소", "электронная почта", "адрес электронной почты"),
    "phone": (
        "聯繫電話", "聯絡電話", "手機號碼", "手機", "手机号", "手机号码", "手机", "联系电话", "电话号码", "收货人电话", "收票人电话", "退货人电话", "用户电话", "客户电话", "電話番号", "携帯電話", "携帯番号", "전화번호", "휴대폰",
        "휴대전화", "номер телефона", "мобильный телефон",
    ),
    "birth-date": ("出生日期", "生日", "出生年月", "生年月日", "誕生日", "생년월일", "생일", "дата рождения", "день рождения"),
    "name": ("姓名", "真实姓名", "氏名", "お名前", "성명", "이름", "фамилия", "отчество", "имя и фамилия", "фио"),
    "address": (
        "詳細地址", "收貨地址", "通訊地址", "聯絡地址", "详细地址", "家庭地址", "收货地址", "收货人地址", "联系地址", "通讯地址", "居住地址", "住址", "户籍地址", "收货人邮编", "自宅住所", "お届け先住所", "집 주소", "домашний адрес",
        "адрес проживания", "адрес доставки", "адрес регистрации",
    ),
    "national-id": ("身分證", "身分證字號", "身份证", "身份证号", "身份证号码", "护照号", "护照号码", "マイナンバー", "주민등록번호", "여권번호", "номер паспорта", "паспорт", "снилс"),
    "payment": ("银行卡号", "银行账号", "信用卡号", "口座番号", "クレジットカード番号", "계좌번호", "номер карты", "номер банковской карты"),
    "health": ("诊断", "病史", "血型", "過敏", "診断", "血液型", "진단", "혈액형", "диагноз", "группа крови"),
    "special": ("宗教信仰", "政治面貌", "宗教", "종교", "вероисповедание", "национальность"),
}  # fmt: skip
"""By class: what comments in other scripts end in that say what a column holds."""

ENDS_ALONE = frozenset({"passport", "diagnosis", "street", "religion", "rue", "calle", "fax", "dob", "disability", "biometric", "biometrics", "address", "ip", "mobile", "mail", "tel", "cell", "handy", "portable", "race", "cap", "cep", "zip", "gps", "nin", "nie", "nif", "plz", "addr", "dni", "cpf", "bsn"})  # fmt: skip
"""Of these a column is called so and no more, or with a word for a person in front."""

PEOPLE = frozenset({
    "user", "users", "person", "persons", "people", "patient", "patients", "employee", "employees", "customer", "customers", "contact",
    "contacts", "member", "members", "staff", "student", "students", "teacher", "teachers", "subscriber", "subscribers", "profile",
    "profiles", "guest", "guests", "visitor", "visitors", "applicant", "applicants", "candidate", "candidates", "driver", "drivers",
    "passenger", "passengers", "donor", "donors", "citizen", "citizens", "resident", "residents", "tenant_user", "recipient", "recipients",
    "receiver", "buyer", "buyers", "participant", "participants", "attendee", "attendees", "userinfo", "usuario", "usuarios", "kunde",
    "kunden", "benutzer", "mitarbeiter", "personen", "utilisateur", "utilisateurs", "personne", "personnes", "salarie", "cliente", "clientes",
    "empleado", "empleados", "persona", "personas", "paciente", "pacientes", "utente", "utenti", "clienti", "dipendente",
    "dipendenti", "usuaria", "funcionario", "funcionarios", "pessoa", "pessoas", "gebruiker", "gebruikers", "klant", "klanten", "medewerker",
    "medewerkers", "uzytkownik", "uzytkownicy", "klienci", "osoba", "osoby", "pracownik", "pracownicy", "polzovatel", "polzovateli",
    "sotrudnik", "sotrudniki", "yonghu", "kehu", "yuangong", "login", "logins", "session", "sessions", "signup", "signups", "doctor", "doctors",
    "instructor", "instructors", "insured", "policyholder", "beneficiary", "beneficiaries",
})  # fmt: skip
"""A table with such a word is about people."""

THINGS = frozenset({
    "server", "servers", "host", "hosts", "node", "nodes", "network", "networks", "device", "devices", "machine", "machines", "vm", "vms",
    "container", "containers", "cluster", "clusters", "worker", "workers", "interface", "interfaces", "port", "ports", "subnet", "gateway",
    "router", "contract", "contracts", "wallet", "wallets", "block", "blocks", "blockchain", "memory", "register", "mac", "store", "stores",
    "shop", "shops", "warehouse", "warehouses", "supplier", "suppliers", "vendor", "vendors", "company", "companies", "organisation",
    "organisations", "organization", "organizations", "organisationunit", "orgunit", "office", "offices", "branch", "branches", "facility", "facilities", "hospital", "hospitals", "venue",
    "venues", "school", "schools", "bank", "banks", "airport", "airports", "station", "stations", "hotel", "hotels", "restaurant",
    "restaurants", "department", "departments", "reseller", "resellers", "system", "systems", "location", "locations", "site", "sites", "publisher", "publishers", "carrier", "carriers", "smtp", "template",
    "templates", "provider", "providers", "dns", "domain", "domains", "firma", "firmen", "filiale", "entreprise", "empresa", "empresas",
    "azienda", "bedrijf", "bedrijven", "theater", "theaters", "theatre", "plant", "plants", "field", "fields", "product", "products", "category", "categories",
})  # fmt: skip
"""A table with such a word, and none for people, is about things and firms, whose address and telephone are nobody's own."""

NOT_IT = frozenset({
    "id", "ids", "count", "counts", "at", "on", "verified", "enabled", "disabled", "confirmed", "valid", "type", "types", "status", "template", "subject", "body",
    "flag", "format", "regex", "pattern", "provider", "domain", "server", "host", "port", "preference", "preferences", "notification",
    "notifications", "token", "label", "required", "hash", "digest", "sent", "length", "kind", "order", "visible", "error", "validation",
    "setting", "settings", "sort", "optin", "allowed", "sequence", "version", "key", "md5", "sha256", "frequency", "queue", "priority",
    "category", "group", "groups", "prefix", "code", "codes", "country", "fk", "ref", "alerts", "alert", "opt", "last4", "placeholder",
    "checked", "state", "size", "limit", "mode", "policy", "policies", "title",
})  # fmt: skip
"""A column that ends in such a word says something about the datum."""

UNREADABLE = frozenset({"hash", "hashed", "encrypted", "encryption", "enc", "cipher", "ciphertext", "crypted", "masked", "digest", "hmac", "token", "tokenized", "tokenised", "pseudonym", "bidx", "fingerprint"})  # fmt: skip
"""A column with such a word holds no readable value."""

SAID_OF = frozenset({
    "of", "the", "a", "an", "for", "to", "s", "their", "his", "her", "user's", "customer's", "der", "des", "die", "das", "vom", "von", "du", "de", "la", "le", "les", "del", "della", "da", "do", "van",
})  # fmt: skip
"""Words of a comment that say whose it is."""

_NONE = frozenset({"none", "no", "public", "internal", "false", "low", "n-a", "not-personal", "non-personal", "nonpersonal", "operational", "technical"})  # fmt: skip


def named_class(word: str) -> str:
    """The class that a word of a comment or of configuration means; empty where it means none."""
    plain = re.sub(r"[ _]+", "-", word.strip().casefold())
    for form in (plain, plain.partition("-")[0]):
        if form in CLASSES:
            return form
        if form in SAME:
            return SAME[form]
        if form in _NONE:
            return NOT_PERSONAL
    return ""
