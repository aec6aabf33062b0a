CREATE TABLE drivers (id bigint PRIMARY KEY, first_name text, -- = name
  surname text, -- = name
  license_number text, -- ?
  mobile_phone text, -- = phone
  home_address text, -- = address
  emergency_phone text, -- = phone
  last_known_location geography); -- ?
CREATE TABLE donations (id bigint PRIMARY KEY, donor_name text, -- = name
  donor_email text, -- = email
  amount numeric, currency text, cc_last4 text, gift_aid boolean, donor_postcode text); -- = address
CREATE TABLE jobs (id bigint PRIMARY KEY, name text, queue text, worker_ip text, host_name text, contact_email text, -- = email
  run_at timestamptz);
CREATE TABLE applications (id bigint PRIMARY KEY, applicant_name text, -- = name
  applicant_email text, -- = email
  cv_url text, -- ?
  date_of_birth date, -- = birth-date
  ethnicity text, -- = special
  disability text, -- = health
  status text);
CREATE TABLE devices (id bigint PRIMARY KEY, name text, mac_address macaddr, ip_address inet, phone_number text, -- ?
  push_token text);
CREATE TABLE messages (id bigint PRIMARY KEY, sender_email text, -- = email
  recipient_email text, -- = email
  subject text, body text, email_status text);
CREATE TABLE page_views (id bigint PRIMARY KEY, user_id bigint, ip_address inet, -- ?
  path text, referrer text, country text);
CREATE TABLE countries (id bigint PRIMARY KEY, name text, phone_code text, calling_code text, iso char(2));
CREATE TABLE courses (id bigint PRIMARY KEY, name text, street_smart boolean, address_line_count int, email_subject text);
CREATE TABLE plants (id bigint PRIMARY KEY, name text, common_name text, race text, family_name text); -- ?
CREATE TABLE mail_servers (id bigint PRIMARY KEY, name text, address text, smtp_host text, from_email text);
CREATE TABLE beneficiaries (id bigint PRIMARY KEY, name text, -- = name
  relationship text, date_of_birth date, -- = birth-date
  ssn text, -- = national-id
  percentage numeric);
CREATE TABLE lab_results (id bigint PRIMARY KEY, patient_id bigint, blood_type text, -- = health
  hiv_status text, -- = health
  test_name text, value text, unit text);
