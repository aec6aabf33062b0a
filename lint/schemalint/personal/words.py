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
        "email_adresse", "emailadres", "email_adres", "adres_email", "adres_e_mail", "indirizzo_email", "indirizzo_mail", "correio_eletronico",
        "correio_electronico", "endereco_email", "endereco_de_email", "direccion_correo", "direccion_email", "direccion_de_correo",
        "e_mailadres", "e_mail_adres",
    ),
    "phone": (
        "phone", "telephone", "phonenumber", "phone_number", "phone_no", "telephone_number", "mobilephone", "mobile_number",
        "mobile_no", "mobile_phone", "cellphone", "cell_phone", "cell_number", "home_phone", "work_phone", "fax", "fax_number", "msisdn", "telefon",
        "telefonnummer", "handynummer", "rufnummer", "mobilnummer", "numero_telephone", "numero_de_telephone", "numero_de_telefono", "numero_de_telefone", "numero_di_telefono", "telefono", "telefone", "celular", "cellulare",
        "telefoon", "telefoonnummer", "numer_telefonu", "shouji", "dianhua", "shouji_hao",
        "mobiltelefon", "faxnummer", "telefonnr", "telefon_nr", "tel_nr", "telemovel", "mobiele_nummer", "mobiele_telefoon", "nr_telefonu",
        "numer_tel", "nr_tel", "tel_fixe", "tel_portable", "numero_celular", "numero_movil", "numero_cellulare", "numero_telefono",
        "numero_telefone",
        "fone",
    ),
    "birth-date": (
        "birth_date", "birthdate", "birthday", "date_of_birth", "dateofbirth", "dob", "born_on", "geburtsdatum", "geburtstag",
        "date_naissance", "date_de_naissance", "fecha_nacimiento", "fecha_de_nacimiento", "data_nascimento", "data_de_nascimento",
        "data_nascita", "data_di_nascita", "geboortedatum", "data_urodzenia", "data_rozhdeniya", "den_rozhdeniya", "shengri",
        "fecha_nac", "data_nasc", "dt_nasc", "dt_nascimento", "geb_datum", "gebdatum", "birth_dt", "year_of_birth", "birth_year", "jour_naissance",
        "data_ur", "data_urodz",
        "geb_am", "geboren_am", "ne_le", "nato_il",
    ),
    "name": (
        "first_name", "firstname", "last_name", "lastname", "given_name", "givenname", "family_name", "familyname", "surname", "forename",
        "middle_name", "middlename", "maiden_name", "real_name", "realname", "guest_name", "passenger_name", "employee_name", "student_name", "teacher_name", "member_name", "recipient_name",
        "receiver_name", "contact_name", "driver_name", "doctor_name", "applicant_name", "beneficiary_name", "consignee_name", "cardholder_name", "card_holder_name", "patient_name", "vorname",
        "nachname", "familienname", "prenom", "nom_famille", "nom_de_famille", "apellido", "apellidos", "primer_apellido", "segundo_apellido",
        "sobrenome", "cognome", "voornaam", "achternaam", "imie", "nazwisko", "familiya", "otchestvo", "xingming",
        "geburtsname", "maedchenname", "nom_de_naissance", "nom_naissance", "nom_usage", "nom_d_usage", "nom_jeune_fille", "nom_complet",
        "nome_completo", "nombre_completo", "volledige_naam", "tussenvoegsel", "imie_i_nazwisko", "imie_nazwisko", "first_nm", "last_nm",
        "middle_nm", "card_holder", "cardholder", "next_of_kin", "kontoinhaber", "ansprechpartner", "notfallkontakt", "notfallkontakt_name",
        "personne_a_contacter", "drugie_imie", "nome_mae", "nome_pai", "nome_da_mae", "nome_do_pai", "nombre_padre", "nombre_madre",
        "rufname", "prenoms", "voornamen", "nome_social", "nome_cognome", "nombre_apellidos",
    ),
    "address": (
        "street", "street_address", "streetaddress", "street_name", "street_number", "house_number", "postal_address", "home_address", "mailing_address",
        "residential_address", "billing_address", "shipping_address", "delivery_address", "address_line", "address_line1", "address_line2",
        "addressline", "addressline1", "addressline2", "street1", "street2", "strasse", "hausnummer", "anschrift", "wohnort", "rue", "calle", "direccion", "domicilio",
        "endereco", "logradouro", "indirizzo", "straat", "huisnummer", "ulica",
        "dizhi", "detail_address", "detailed_address",
        "hausnr", "haus_nr", "strasse_nr", "straatnaam", "woonplaats", "morada", "lieferadresse", "rechnungsadresse", "postanschrift",
        "privatadresse", "wohnadresse", "nr_domu", "numer_domu", "adresse_postale",
        "postfach", "huisadres", "thuisadres",
    ),
    "national-id": (
        "ssn", "social_security_number", "social_security_no", "national_id", "national_id_number", "nationalid", "national_insurance_number",
        "passport", "passport_number", "passport_no", "passportnumber", "drivers_license", "driver_license", "driving_licence",
        "driver_license_number", "drivers_license_number", "id_card_number", "id_card_no", "idcard_no", "identity_card_number",
        "identity_number", "sozialversicherungsnummer", "steuer_id", "steuerid", "personalausweis", "personalausweisnummer",
        "numero_securite_sociale", "numero_de_securite_sociale", "dni", "cpf", "curp", "codice_fiscale", "bsn", "burgerservicenummer", "pesel", "snils", "personnummer",
        "aadhaar", "aadhaar_number", "shenfenzheng", "shenfenzheng_hao",
        "versichertennummer", "krankenversichertennummer", "krankenversicherungsnummer", "steueridentifikationsnummer",
        "steuer_identifikationsnummer", "rentenversicherungsnummer", "sozialversicherungsnr", "ausweisnummer", "reisepassnummer", "passnummer",
        "fuehrerscheinnummer", "numero_passeport", "num_passeport", "numero_secu", "num_secu", "permis_conduire", "permis_de_conduire",
        "numero_seguridad_social", "num_seguridad_social", "numero_de_seguridad_social", "pasaporte", "numero_pasaporte", "licencia_conducir",
        "licencia_de_conducir", "nr_dowodu", "numer_dowodu", "dowod_osobisty", "numer_paszportu", "nr_paszportu", "carta_identita",
        "carta_di_identita", "passaporto", "numero_passaporto", "passaporte", "tessera_sanitaria", "paspoortnummer", "rijbewijsnummer", "sofinummer",
        "national_insurance_no", "ni_number", "driving_license", "driving_license_no", "driving_license_number", "driving_licence_no",
        "driving_licence_number", "drivers_license_no", "nhs_number", "medicare_number", "personal_id_number", "personal_identification_number",
        "carteira_trabalho", "carteira_de_trabalho", "carteira_de_identidade", "prawo_jazdy",
        "cod_fiscale", "numero_documento", "documento_identidad",
    ),
    "ip": ("client_ip", "remote_ip", "remote_addr", "remote_address", "client_addr", "login_ip", "user_ip", "visitor_ip", "signup_ip", "last_ip", "last_login_ip", "last_sign_in_ip", "current_sign_in_ip", "registration_ip", "source_ip_address", "client_ip_address", "ip_pengunjung"),
    "health": (
        "diagnosis", "blood_type", "blood_group", "allergies", "medical_history", "medical_condition", "medical_conditions", "disability",
        "hiv_status", "blutgruppe", "krankheit", "historial_medico", "gruppo_sanguigno", "grupo_sanguineo",
        "allergien", "allergie", "alergias", "alergia", "alergie", "diagnose", "diagnosen", "diagnostico", "diagnosi", "diagnoza", "medikation",
        "medikamente", "schwerbehinderung", "behinderung", "discapacidad", "groupe_sanguin", "tipo_sanguineo", "grupa_krwi", "bloedgroep",
        "niepelnosprawnosc", "blood_pressure", "doctor_notes", "clinical_notes", "patient_notes", "medical_notes", "medical_record_number",
        "chronic_diseases", "antecedentes_medicos", "antecedents_medicaux", "historia_clinica", "anamnese", "anamnesis",
        "vorerkrankungen", "vorerkrankung", "allergieen", "tipo_sangre", "tipo_de_sangre", "deficiencia", "invalidita", "enfermedades",
        "krankheiten", "chorobs", "choroby",
        "doencas", "intolleranze", "intolerancias", "intolerances",
    ),
    "biometric": ("biometric", "biometrics", "biometric_data", "biometric_template", "face_template", "faceprint", "voiceprint", "iris_template", "fingerprint_template"),
    "payment": (
        "iban", "credit_card", "creditcard", "credit_card_number", "creditcardnumber", "card_pan", "bank_account", "bank_account_number", "bankaccount",
        "bank_account_no", "cc_number", "kontonummer", "kreditkarte", "kreditkartennummer", "numero_carte", "numero_tarjeta", "numero_cartao",
        "rekeningnummer", "numer_konta",
        "bank_acct", "bank_acct_no", "bank_acct_number", "bankkonto", "kontonr", "konto_nr", "bankverbindung", "cuenta_bancaria", "numero_cuenta",
        "numero_de_cuenta", "conta_bancaria", "numero_conta", "numero_da_conta", "carta_di_credito", "numero_carta", "conto_corrente",
        "tarjeta_credito", "tarjeta_de_credito", "cartao_credito", "cartao_de_credito", "carte_bancaire", "carte_credit", "carte_de_credit",
        "numero_compte", "compte_bancaire", "creditcardnummer", "bankrekening", "bankrekeningnummer", "numer_karty", "konto_bankowe",
        "rachunek_bankowy",
        "numer_rachunku", "numero_di_conto", "conta_corrente", "cuenta_corriente",
        "kontoverbindung",
    ),
    "location": ("geolocation", "geo_location", "last_location", "home_location", "last_known_location", "gps_location", "gps_coordinates"),
    "special": (
        "religion", "ethnicity", "ethnic_group", "ethnic_origin", "sexual_orientation", "political_affiliation", "political_opinion", "trade_union", "konfession", "religione", "etnia",
        "union_membership", "trade_union_member", "afiliacion_sindical", "afiliacion_politica", "ethnic_background", "ethnische_herkunft",
        "origine_ethnique", "origen_etnico", "orientacion_sexual", "orientation_sexuelle", "sexuelle_orientierung", "orientamento_sessuale",
        "religionszugehoerigkeit", "wyznanie", "political_views", "party_affiliation", "racial_origin",
    ),
}  # fmt: skip
"""By class: what a column is called or ends in, words joined by `_`."""

OF_PERSONS: dict[str, tuple[str, ...]] = {
    "email": ("mail",),
    "phone": (
        "mobile", "tel", "cell", "mobil", "handy", "portable", "tel_no",
        "mobiel", "movil", "komorka", "gsm",
    ),
    "name": (
        "full_name", "fullname", "display_name", "preferred_name", "fname", "lname", "name", "nom", "nome", "naam", "nombre", "nombres", "apelido",
    ),
    "address": (
        "address", "addr", "address1", "address2", "address_1", "address_2", "addr1", "addr2", "adresse", "adres", "adresa", "zip", "zip_code", "zipcode",
        "postcode", "postal_code", "postalcode", "plz", "code_postal", "codigo_postal", "cep", "cap", "region_address",
        "adresse_complete", "kod_pocztowy", "bairro", "code_postale",
        "postleitzahl", "adresse_postal",
        "cp",
    ),
    "national-id": (
        "idcard", "id_card", "tax_id", "tax_number", "tax_no", "personal_number", "nin", "nie", "nif",
        "tax_identification_number", "steuernummer", "svnr", "nir", "rg", "cedula", "nino", "numero_identificacion",
    ),
    "ip": (
        "ip", "ip_address", "ipaddress", "ip_addr", "ipaddr", "source_ip",
        "adresse_ip", "ip_adresse", "ip_adres", "direccion_ip", "endereco_ip", "indirizzo_ip", "adres_ip",
    ),
    "location": (
        "latitude", "longitude", "coordinates", "gps",
        "lat", "lng", "lon",
    ),
    "special": (
        "race",
        "raca", "gewerkschaft", "syndicat", "sindicato", "vakbond", "union_member", "religia",
    ),
    "health": ("symptoms", "symptome", "symptomes", "medication", "medications", "prescription", "prescriptions", "befund", "handicap", "mrn", "hiv"),
    "payment": ("rib",),
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

ENDS_ALONE = frozenset({"name", "nom", "nome", "nombre", "nombres", "naam", "passport", "diagnosis", "street", "religion", "rue", "calle", "fax", "dob", "disability", "biometric", "biometrics", "address", "ip", "mobile", "mail", "tel", "cell", "handy", "portable", "race", "cap", "cep", "zip", "gps", "nin", "nie", "nif", "plz", "addr", "dni", "cpf", "bsn"})  # fmt: skip
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
    "patienten", "patiente", "patientin", "empleada", "empleadas", "trabajador", "trabajadores", "utilizador", "utilizadores",
    "utilizzatore", "utilizzatori", "colaborador", "colaboradores", "pazienti", "paziente", "salaries", "salariee", "kundin", "abonnes", "abonne",
    "adherent", "adherents", "eleve", "eleves", "alumno", "alumnos", "aluno", "alunos", "studente", "studenti", "studenten", "uczen", "uczniowie",
    "pacjent", "pacjenci", "uzytkownika", "klient", "klienta", "mieszkancy", "werknemer", "werknemers", "patientes", "membres", "membre", "mitglied",
    "mitglieder", "versicherte", "versicherter", "bewerber", "teilnehmer", "schueler", "lehrer", "inquilino", "inquilinos",
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
    "lieferant", "lieferanten", "lieferantin", "krankenkasse", "krankenkassen", "fournisseur", "fournisseurs", "proveedor", "proveedores",
    "leverancier", "leveranciers", "fornecedor", "fornecedores", "fornitore", "fornitori", "dostawca", "dostawcy", "magasin", "magasins", "magazyn",
    "magazyny", "tienda", "tiendas", "loja", "lojas", "negozio", "negozi", "winkel", "winkels", "sklep", "sklepy", "societe", "societes", "sociedad",
    "sociedades", "societa", "spolka", "hersteller", "fabricant", "fabricante", "standort", "standorte", "gebaeude", "sucursal", "sucursales",
    "agence", "agences", "hopital", "hopitaux", "ecole", "ecoles", "klinik", "kliniken", "produkt", "produkte", "produkty", "producto", "productos",
    "produit", "produits", "produto", "produtos", "prodotto", "prodotti", "artikel", "artikelen", "banken", "banque", "banques", "banco", "bancos",
    "banca", "banche",
    "filialen", "escuela", "escuelas", "colegio", "colegios", "filial", "filiais", "sede", "sedes", "sedi", "salle", "salles", "saal", "raum",
    "raeume", "sala", "salas", "edificio", "edificios", "szkola", "szkoly", "scuola", "scuole", "oddzial", "oddzialy", "kantoor", "kantoren",
    "oficina", "oficinas", "ufficio", "uffici",
    "wohnung", "wohnungen", "immobilie", "immobilien", "apartment", "apartments", "property", "properties", "pand", "panden", "bien", "biens",
    "immeuble", "immeubles",
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

BARE_NAMES = frozenset({"name", "nom", "nome", "nombre", "nombres", "naam"})
"""Whatever a table is about has such a column: it names people only where the table is one of people."""

NO_NAMES = frozenset({"login", "logins", "session", "sessions", "signup", "signups", "role", "roles", "rol", "ruolo", "rolle", "rollen", "team", "teams", "permission", "permissions", "tipo", "tipos", "grupo", "grupos", "gruppen", "gruppe"})  # fmt: skip
"""The `name` of a table with such a word is no person's."""

BEHIND = frozenset({
    "home", "work", "private", "business", "primary", "secondary", "personal", "mobile", "main", "billing", "shipping", "delivery", "privat", "geschaeftlich",
    "dienstlich", "prive", "privee", "portable", "fixe", "fixo", "fijo", "fisso", "movil", "cellulare", "komorkowy", "domicile", "domicilio", "casa", "hogar",
    "trabajo", "trabalho", "travail", "lavoro", "bureau", "pro", "livraison", "facturation", "envio", "entrega", "facturacion", "faturacao", "cobranca",
    "spedizione", "fatturazione", "consegna", "dostawy", "rozliczeniowy", "paterno", "materno", "usage", "naissance", "panienskie", "principal", "de", "del",
    "di", "do", "da", "du", "d",
    "tutor", "padre", "madre", "mae", "pai", "responsable", "responsavel", "residencial", "residencia", "residenza", "corporativo", "corporativa",
    "sluzbowy", "sluzbowa", "prywatny", "prywatna", "zamieszkania", "zameldowania", "korespondencji", "cliente", "client", "paciente", "patient",
    "usuario", "empleado", "contacto", "contatto", "contato", "emergencia", "emergenza", "urgence", "kunde", "a",
    "pessoal", "personale", "persoonlijk", "perso",
})  # fmt: skip
"""Where what a thing is stands first, these say behind it which one is meant: `telefono_movil`, `adresse_de_livraison`, `phone_home`."""

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
