CREATE TABLE huespedes (
  id bigint PRIMARY KEY,
  nombre_completo varchar(200), -- = name
  fecha_nac date, -- = birth-date
  numero_pasaporte varchar(20), -- = national-id
  telefono_contacto varchar(20), -- = phone
  correo varchar(200), -- = email
  direccion_residencia varchar(200), -- = address
  tarjeta_numero varchar(30), -- ?
  alergias varchar(200), -- = health
  noches int
);
CREATE TABLE hoteles (id bigint PRIMARY KEY, nombre varchar(100), direccion varchar(200), telefono varchar(20), correo varchar(100), estrellas int);
CREATE TABLE habitaciones (id bigint PRIMARY KEY, nombre varchar(20), piso int, tarjeta_llave varchar(20));
CREATE TABLE moradores (
  id bigint PRIMARY KEY,
  nome_social varchar(100), -- = name
  nome_completo varchar(100), -- = name
  dt_nascimento date, -- = birth-date
  fone_celular varchar(20), -- = phone
  email_pessoal varchar(100), -- = email
  endereco_residencial varchar(200), -- = address
  rg_numero varchar(20), -- = national-id
  cpf varchar(14), -- = national-id
  doencas varchar(200) -- = health
);
CREATE TABLE condominios (id bigint PRIMARY KEY, nome varchar(100), endereco varchar(200), telefone varchar(20), sindico varchar(100)); -- ?
CREATE TABLE ospiti (
  id bigint PRIMARY KEY,
  nome_cognome varchar(200), -- = name
  data_nascita date, -- = birth-date
  numero_documento varchar(30), -- = national-id
  cellulare varchar(20), -- = phone
  indirizzo varchar(200), -- = address
  cod_fiscale char(16), -- = national-id
  intolleranze varchar(200) -- = health
);
CREATE TABLE camere (id bigint PRIMARY KEY, nome varchar(20), piano int, prezzo decimal(10,2));
