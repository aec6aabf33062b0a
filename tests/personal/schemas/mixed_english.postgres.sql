CREATE TABLE customers (id bigint PRIMARY KEY, customer_no text, given_name text, -- = name
  family_name text, -- = name
  birthday date, -- = birth-date
  mobile text, -- = phone
  shipping_street text, -- = address
  shipping_postcode text, -- = address
  email_opt_in boolean, email_hash text, loyalty_tier text, marketing_consent_at timestamptz, last_login_at timestamptz, last_login_ip inet, -- = ip
  iban_encrypted bytea, preferred_language text, timezone text, notes text);
CREATE TABLE orders (id bigint PRIMARY KEY, order_no text, customer_id bigint, recipient_name text, -- = name
  delivery_address text, -- = address
  delivery_phone text, -- = phone
  tracking_number text, carrier_name text, status text, total numeric, coupon_code text, ip inet, -- ?
  note text);
CREATE TABLE organizations (id bigint PRIMARY KEY, name text, legal_name text, billing_email text, -- ?
  domain text, phone text, address text, vat_id text);
CREATE TABLE user_roles (id bigint PRIMARY KEY, user_id bigint, name text, description text);
CREATE TABLE customer_groups (id bigint PRIMARY KEY, name text, code text);
CREATE TABLE employee_types (id bigint PRIMARY KEY, name text);
CREATE TABLE contact_forms (id bigint PRIMARY KEY, name text, -- ?
  email text, -- = email
  message text, subject text);
CREATE TABLE events (id bigint PRIMARY KEY, name text, organizer_email text, -- = email
  location text, latitude numeric, longitude numeric, starts_at timestamptz);
CREATE TABLE hosts (id bigint PRIMARY KEY, name text, ip inet, address text, phone_home_interval int);
CREATE TABLE smart_contracts (id bigint PRIMARY KEY, address text, name text, owner_address text);
CREATE TABLE oauth_clients (id bigint PRIMARY KEY, name text, client_secret_hash text, redirect_uri text);
CREATE TABLE files (id bigint PRIMARY KEY, fname text, file_name text, path text);
CREATE TABLE genes (id bigint PRIMARY KEY, name text, race text, diagnosis_code text);
CREATE TABLE vehicles (id bigint PRIMARY KEY, name text, driver_id bigint, license_plate text, -- ?
  last_location geometry); -- = location
CREATE TABLE patients (id bigint PRIMARY KEY, mrn text, -- = health
  first_name text, -- = name
  dob date, -- = birth-date
  sex char(1), -- ?
  phone_home text, -- = phone
  phone_work text, -- = phone
  email_personal text, -- = email
  insurance_member_id text, -- ?
  primary_diagnosis text, -- = health
  blood_group text, -- = health
  smoker boolean, height_cm int, weight_kg numeric); -- ?
CREATE TABLE newsletter_subscribers (id bigint PRIMARY KEY, email_address text, -- = email
  confirmed_at timestamptz, unsubscribe_token text, locale text, name text); -- = name
CREATE TABLE teams (id bigint PRIMARY KEY, name text, email text -- ?
);
CREATE TABLE members_audit (id bigint PRIMARY KEY, member_id bigint, old_email text, -- = email
  new_email text, -- = email
  changed_by bigint);
