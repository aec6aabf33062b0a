CREATE TABLE patienten (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  vorname text NOT NULL, -- = name
  nachname text NOT NULL, -- = name
  geburtsname text, -- = name
  geburtsdatum date, -- = birth-date
  geburtsort text, -- ?
  geschlecht char(1), -- ?
  strasse text, -- = address
  hausnr text, -- = address
  plz char(5), -- = address
  ort text, -- ?
  telefon_privat text, -- = phone
  mobiltelefon text, -- = phone
  faxnummer text, -- = phone
  email_adresse text, -- = email
  krankenversichertennummer varchar(10), -- = national-id
  versichertennummer varchar(10), -- = national-id
  krankenkasse_id bigint,
  blutgruppe text, -- = health
  allergien text, -- = health
  diagnose text, -- = health
  medikation text, -- = health
  konfession text, -- = special
  notfallkontakt_name text, -- = name
  notfallkontakt_telefon text, -- = phone
  iban varchar(34), -- = payment
  bic varchar(11),
  status text,
  erstellt_am timestamptz,
  passwort_hash text,
  email_bestaetigt boolean
);
CREATE TABLE krankenkassen (
  id bigint PRIMARY KEY,
  name text,
  telefon text,
  strasse text,
  email text
);
CREATE TABLE mitarbeiter (
  id bigint PRIMARY KEY,
  name text, -- = name
  personalnummer text, -- ?
  steuernummer text, -- = national-id
  steueridentifikationsnummer text, -- = national-id
  gehalt numeric(10,2), -- ?
  schwerbehinderung boolean, -- = health
  religion text, -- = special
  gewerkschaft text, -- = special
  anschrift text, -- = address
  dienst_email text, -- = email
  kontonummer text, -- = payment
  abteilung_id bigint
);
CREATE TABLE behandlungen (
  id bigint PRIMARY KEY,
  patient_id bigint REFERENCES patienten(id),
  diagnose_code text,
  befund text, -- = health
  icd10 text, -- ?
  datum date
);
CREATE TABLE artikel (id bigint PRIMARY KEY, bezeichnung text, name text, preis numeric(10,2), ort text, farbe text);
