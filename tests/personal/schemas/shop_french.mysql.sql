CREATE TABLE clients (
  id bigint AUTO_INCREMENT PRIMARY KEY,
  civilite varchar(10), -- ?
  nom varchar(100), -- = name
  prenom varchar(100), -- = name
  nom_de_naissance varchar(100), -- = name
  date_de_naissance date, -- = birth-date
  lieu_naissance varchar(100), -- ?
  courriel varchar(255), -- = email
  adresse_mail varchar(255), -- = email
  telephone_portable varchar(20), -- = phone
  tel_fixe varchar(20), -- = phone
  adresse_livraison varchar(255), -- = address
  adresse_facturation varchar(255), -- = address
  code_postal varchar(10), -- = address
  ville varchar(100), -- ?
  numero_securite_sociale char(15), -- = national-id
  numero_passeport varchar(20), -- = national-id
  mot_de_passe char(60),
  points_fidelite int,
  statut varchar(20),
  adresse_ip varchar(45), -- = ip
  cree_le datetime
);
CREATE TABLE fournisseurs (id bigint PRIMARY KEY, raison_sociale varchar(100), adresse varchar(255), telephone varchar(20), siret char(14), code_postal varchar(10), ville varchar(100));
CREATE TABLE produits (id bigint PRIMARY KEY, nom varchar(100), description text, prix decimal(10,2), poids decimal(8,2));
CREATE TABLE magasins (id bigint PRIMARY KEY, nom varchar(100), latitude decimal(9,6), longitude decimal(9,6), adresse varchar(255), telephone varchar(20));
CREATE TABLE salaries (
  id bigint PRIMARY KEY,
  nom_usage varchar(100), -- = name
  prenom_usage varchar(100), -- = name
  rib varchar(30), -- = payment
  nir char(15), -- = national-id
  groupe_sanguin varchar(3), -- = health
  handicap boolean, -- = health
  syndicat varchar(50), -- = special
  situation_familiale varchar(20), -- ?
  permis_conduire varchar(20) -- = national-id
);
