CREATE TABLE profiles (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  full_name text, -- = name
  display_name text, -- ?
  username text, -- ?
  avatar_url text,
  email text, -- = email
  email_verified_at timestamptz,
  phone_number text, -- = phone
  date_of_birth date, -- = birth-date
  gender text, -- ?
  nationality text, -- ?
  marital_status text, -- ?
  address_line_1 text, -- = address
  city text, -- ?
  zip_code text, -- = address
  ssn_last4 text,
  ssn_hash bytea,
  tax_identification_number text, -- = national-id
  last_seen_ip inet, -- = ip
  user_agent text, -- ?
  stripe_customer_id text,
  password_hash text,
  status text,
  lat double precision, -- = location
  lng double precision, -- = location
  created_at timestamptz
);
CREATE TABLE login_attempts (id bigint PRIMARY KEY, user_id uuid, ip_address inet, -- = ip
  succeeded boolean, at timestamptz);
CREATE TABLE emergency_contacts (id bigint PRIMARY KEY, name text, -- = name
  phone text, -- = phone
  relationship text);
CREATE TABLE products (id bigint PRIMARY KEY, product_name text, sku text, name text, image_url text, weight numeric, contact_type text, address_id bigint, email_template text, phone_model text);
CREATE TABLE stores (id bigint PRIMARY KEY, name text, latitude numeric, longitude numeric, address text, phone text, email text, street text);
CREATE TABLE email_templates (id bigint PRIMARY KEY, name text, subject text, email_from text, body text);
CREATE TABLE servers (id bigint PRIMARY KEY, ip_address inet, mac text, hostname text, first_name_server text);
CREATE TABLE invitations (id bigint PRIMARY KEY, invited_email text, -- = email
  invited_by uuid, role text, token text, expires_at timestamptz);
CREATE TABLE subscriptions (id bigint PRIMARY KEY, plan_name text, card_brand text, card_last4 text, card_holder text, -- = name
  billing_email text, -- = email
  vat_number text, iban text); -- = payment
CREATE TABLE medical_records (id bigint PRIMARY KEY, patient_id uuid, blood_pressure text, -- = health
  diagnosis text, -- = health
  prescription text, -- = health
  medications text, -- = health
  symptoms text, -- = health
  doctor_notes text); -- = health
CREATE TABLE employees (id bigint PRIMARY KEY, first_nm text, -- = name
  last_nm text, -- = name
  salary numeric, -- ?
  bank_acct_no text, -- = payment
  sort_code text, -- ?
  routing_number text, -- ?
  next_of_kin text, -- = name
  national_insurance_no text, -- = national-id
  driving_license_no text, -- = national-id
  passport_expiry date, disability_status text, -- ?
  union_member boolean, -- = special
  ethnic_background text, -- = special
  manager_id bigint, office_location text, job_title text);
