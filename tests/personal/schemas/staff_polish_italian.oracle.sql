CREATE TABLE pracownicy (
  id NUMBER PRIMARY KEY,
  imie VARCHAR2(60), -- = name
  drugie_imie VARCHAR2(60), -- = name
  nazwisko VARCHAR2(60), -- = name
  data_ur DATE, -- = birth-date
  pesel VARCHAR2(11), -- = national-id
  numer_telefonu VARCHAR2(20), -- = phone
  email_sluzbowy VARCHAR2(200), -- = email
  adres_zamieszkania VARCHAR2(200), -- = address
  numer_rachunku VARCHAR2(26), -- = payment
  wynagrodzenie NUMBER(10,2), -- ?
  stanowisko VARCHAR2(60),
  wyksztalcenie VARCHAR2(60) -- ?
);
CREATE TABLE dipendenti (
  id NUMBER PRIMARY KEY,
  nome VARCHAR2(60), -- = name
  cognome VARCHAR2(60), -- = name
  data_nascita DATE, -- = birth-date
  telefono VARCHAR2(20), -- = phone
  cellulare VARCHAR2(20), -- = phone
  indirizzo_residenza VARCHAR2(200), -- = address
  cap VARCHAR2(5), -- = address
  iban VARCHAR2(34), -- = payment
  gruppo_sanguigno VARCHAR2(3), -- = health
  invalidita VARCHAR2(100), -- = health
  stipendio NUMBER(10,2), -- ?
  reparto VARCHAR2(60)
);
CREATE TABLE sedi (id NUMBER PRIMARY KEY, nome VARCHAR2(60), indirizzo VARCHAR2(200), cap VARCHAR2(5), telefono VARCHAR2(20));
CREATE TABLE prodotti (id NUMBER PRIMARY KEY, nome VARCHAR2(60), descrizione VARCHAR2(400), cap_min NUMBER);
