CREATE TABLE clienti (
  id NUMBER(19) PRIMARY KEY,
  nome VARCHAR2(100), -- = name
  cognome VARCHAR2(100), -- = name
  data_di_nascita DATE, -- = birth-date
  luogo_di_nascita VARCHAR2(100), -- ?
  codice_fiscale CHAR(16), -- = national-id
  indirizzo VARCHAR2(200), -- = address
  cap CHAR(5), -- = address
  citta VARCHAR2(100), -- ?
  telefono_cellulare VARCHAR2(20), -- = phone
  posta_elettronica VARCHAR2(200), -- = email
  indirizzo_email VARCHAR2(200), -- = email
  carta_di_credito VARCHAR2(19), -- = payment
  conto_corrente VARCHAR2(30), -- = payment
  stato VARCHAR2(20)
);
CREATE TABLE fornitori (id NUMBER(19) PRIMARY KEY, nome VARCHAR2(100), indirizzo VARCHAR2(200), telefono VARCHAR2(20), partita_iva CHAR(11));
CREATE TABLE uzytkownicy (
  id NUMBER(19) PRIMARY KEY,
  imie VARCHAR2(100), -- = name
  nazwisko VARCHAR2(100), -- = name
  nazwisko_panienskie VARCHAR2(100), -- = name
  data_urodzenia DATE, -- = birth-date
  pesel CHAR(11), -- = national-id
  nr_dowodu VARCHAR2(9), -- = national-id
  adres VARCHAR2(200), -- = address
  ulica VARCHAR2(100), -- = address
  kod_pocztowy CHAR(6), -- = address
  miejscowosc VARCHAR2(100), -- ?
  nr_telefonu VARCHAR2(20), -- = phone
  telefon_komorkowy VARCHAR2(20), -- = phone
  adres_email VARCHAR2(200), -- = email
  numer_konta VARCHAR2(26), -- = payment
  grupa_krwi VARCHAR2(3), -- = health
  haslo_skrot VARCHAR2(64),
  utworzono TIMESTAMP
);
CREATE TABLE produkty (id NUMBER(19) PRIMARY KEY, nazwa VARCHAR2(100), opis VARCHAR2(400), cena NUMBER(10,2));
CREATE TABLE dostawcy (id NUMBER(19) PRIMARY KEY, nazwa VARCHAR2(100), adres VARCHAR2(200), telefon VARCHAR2(20), nip CHAR(10));
