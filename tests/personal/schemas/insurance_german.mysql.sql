CREATE TABLE versicherungsnehmer (
  id bigint PRIMARY KEY,
  anrede varchar(10), -- ?
  titel varchar(20),
  vorname varchar(80), -- = name
  familienname varchar(80), -- = name
  geburtstag date, -- = birth-date
  handynummer varchar(30), -- = phone
  email_privat varchar(200), -- = email
  wohnort varchar(80), -- = address
  postleitzahl char(5), -- = address
  bankverbindung varchar(200), -- = payment
  raucher boolean, -- ?
  vorerkrankungen text, -- = health
  beruf varchar(80), -- ?
  vertragsnummer varchar(20),
  kundennummer varchar(20)
);
CREATE TABLE vertraege (id bigint PRIMARY KEY, name varchar(80), beitrag decimal(10,2), ort varchar(80), strasse_typ varchar(20), versicherungsnehmer_id bigint);
CREATE TABLE filialen (id bigint PRIMARY KEY, name varchar(80), strasse varchar(80), plz char(5), telefon varchar(30), email varchar(200));
CREATE TABLE kfz (id bigint PRIMARY KEY, kennzeichen varchar(12), farbe varchar(20), fahrgestellnummer char(17), name varchar(40)); -- ?
