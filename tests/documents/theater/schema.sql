-- Ein Theater: Häuser, Stücke, Aufführungen, Plätze, Besucher und Karten.
CREATE TABLE haeuser (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(100) NOT NULL,
  strasse varchar(200) NOT NULL,
  ort varchar(80) NOT NULL DEFAULT 'Hamburg',
  baujahr smallint unsigned NULL
) ENGINE=InnoDB;

CREATE TABLE stuecke (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  titel varchar(200) NOT NULL,
  autor varchar(200) NULL,
  dauer_minuten smallint unsigned NOT NULL DEFAULT 90,
  sparte enum('schauspiel', 'oper', 'ballett') NOT NULL DEFAULT 'schauspiel',
  beschreibung text NULL,
  UNIQUE KEY uk_stuecke_titel (titel)
) ENGINE=InnoDB;

CREATE TABLE plaetze (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  haus_id int unsigned NOT NULL,
  reihe varchar(4) NOT NULL,
  nummer smallint unsigned NOT NULL,
  UNIQUE KEY uk_plaetze_ort (haus_id, reihe, nummer),
  CONSTRAINT fk_plaetze_haus FOREIGN KEY (haus_id) REFERENCES haeuser (id)
) ENGINE=InnoDB;

CREATE TABLE auffuehrungen (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  stueck_id int unsigned NOT NULL,
  haus_id int unsigned NOT NULL,
  beginn datetime NOT NULL,
  stand enum('geplant', 'verkauf', 'ausverkauft', 'abgesagt') NOT NULL DEFAULT 'geplant',
  KEY idx_auffuehrungen_stueck (stueck_id),
  KEY idx_auffuehrungen_haus_beginn (haus_id, beginn),
  CONSTRAINT fk_auffuehrungen_stueck FOREIGN KEY (stueck_id) REFERENCES stuecke (id),
  CONSTRAINT fk_auffuehrungen_haus FOREIGN KEY (haus_id) REFERENCES haeuser (id)
) ENGINE=InnoDB;

CREATE TABLE besucher (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email varchar(255) NOT NULL,
  vorname varchar(100) NULL,
  nachname varchar(100) NOT NULL,
  newsletter tinyint(1) NOT NULL DEFAULT 0,
  angelegt_am datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE KEY uk_besucher_email (email),
  KEY idx_besucher_name (nachname, vorname)
) ENGINE=InnoDB;

CREATE TABLE bestellungen (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  besucher_id bigint unsigned NOT NULL,
  bestellt_am datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  summe decimal(10,2) NOT NULL DEFAULT 0.00,
  stand enum('offen', 'bezahlt', 'storniert') NOT NULL DEFAULT 'offen',
  KEY idx_bestellungen_besucher (besucher_id, bestellt_am),
  CONSTRAINT fk_bestellungen_besucher FOREIGN KEY (besucher_id) REFERENCES besucher (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE karten (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  auffuehrung_id bigint unsigned NOT NULL,
  platz_id int unsigned NOT NULL,
  bestellung_id bigint unsigned NULL,
  preis decimal(8,2) NOT NULL,
  code char(12) NOT NULL,
  UNIQUE KEY uk_karten_platz (auffuehrung_id, platz_id),
  UNIQUE KEY uk_karten_code (code),
  KEY idx_karten_platz (platz_id),
  KEY idx_karten_bestellung (bestellung_id),
  CONSTRAINT fk_karten_auffuehrung FOREIGN KEY (auffuehrung_id) REFERENCES auffuehrungen (id),
  CONSTRAINT fk_karten_platz FOREIGN KEY (platz_id) REFERENCES plaetze (id),
  CONSTRAINT fk_karten_bestellung FOREIGN KEY (bestellung_id) REFERENCES bestellungen (id) ON DELETE SET NULL
) ENGINE=InnoDB;

CREATE TABLE mitarbeiter (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(200) NOT NULL,
  rolle varchar(20) NOT NULL DEFAULT 'kasse' CHECK (rolle IN ('kasse', 'technik', 'leitung')),
  eintritt date NOT NULL,
  austritt date NULL
) ENGINE=InnoDB;

CREATE TABLE dienste (
  mitarbeiter_id int unsigned NOT NULL,
  auffuehrung_id bigint unsigned NOT NULL,
  aufgabe varchar(50) NOT NULL DEFAULT 'einlass',
  PRIMARY KEY (mitarbeiter_id, auffuehrung_id),
  KEY idx_dienste_auffuehrung (auffuehrung_id),
  CONSTRAINT fk_dienste_mitarbeiter FOREIGN KEY (mitarbeiter_id) REFERENCES mitarbeiter (id),
  CONSTRAINT fk_dienste_auffuehrung FOREIGN KEY (auffuehrung_id) REFERENCES auffuehrungen (id)
) ENGINE=InnoDB;

CREATE VIEW spielplan AS
  SELECT a.id, a.beginn, s.titel FROM auffuehrungen AS a JOIN stuecke AS s ON s.id = a.stueck_id;

CREATE VIEW offene_bestellungen AS
  SELECT id, besucher_id, summe FROM bestellungen WHERE stand = 'offen';

CREATE FUNCTION freie_plaetze(welche bigint unsigned) RETURNS int READS SQL DATA
  RETURN (SELECT count(*) FROM karten WHERE auffuehrung_id = welche AND bestellung_id IS NULL);

CREATE FUNCTION netto(betrag decimal(10,2)) RETURNS decimal(10,2) DETERMINISTIC
  RETURN betrag / 1.07;

CREATE TRIGGER karten_gekauft AFTER UPDATE ON karten FOR EACH ROW
  UPDATE auffuehrungen SET stand = 'verkauf' WHERE id = NEW.auffuehrung_id AND stand = 'geplant';

CREATE TRIGGER dienste_neu BEFORE INSERT ON dienste FOR EACH ROW
  SET NEW.aufgabe = lower(NEW.aufgabe);
