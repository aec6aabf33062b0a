CREATE TABLE mieter (
  id bigint PRIMARY KEY,
  nachname text, -- = name
  rufname text, -- = name
  geb_am date, -- = birth-date
  tel_privat text, -- = phone
  e_mail text, -- = email
  strasse_hausnr text, -- = address
  postfach text, -- = address
  personalausweis_nr text, -- = national-id
  kontoverbindung text, -- = payment
  kaution numeric(10,2),
  einzug date,
  wohnung_id bigint
);
CREATE TABLE wohnungen (id bigint PRIMARY KEY, bezeichnung text, strasse text, plz text, ort text, flaeche numeric);
CREATE TABLE hausverwaltungen (id bigint PRIMARY KEY, name text, telefon text, email text, anschrift text);
CREATE TABLE proprietaires (
  id bigint PRIMARY KEY,
  nom text, -- = name
  prenoms text, -- = name
  date_naissance date, -- = birth-date
  tel_portable text, -- = phone
  mail text, -- = email
  adresse text, -- = address
  cp text, -- = address
  num_secu text, -- = national-id
  iban text -- = payment
);
CREATE TABLE biens (id bigint PRIMARY KEY, nom text, adresse text, surface numeric, prix numeric);
CREATE TABLE huurders (
  id bigint PRIMARY KEY,
  voornamen text, -- = name
  achternaam text, -- = name
  geboorteplaats text, -- ?
  mobiel_nummer text, -- = phone
  e_mailadres text, -- = email
  huisadres text, -- = address
  paspoortnummer text, -- = national-id
  bankrekeningnummer text -- = payment
);
CREATE TABLE panden (id bigint PRIMARY KEY, naam text, straat text, huisnummer text, postcode text, oppervlakte numeric);
