-- A bicycle rental: stations, bikes, riders, rides, payments and the workshop.
CREATE TYPE bike_state AS ENUM ('ready', 'riding', 'broken', 'retired');

CREATE TABLE stations (
    station_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name varchar(120) NOT NULL UNIQUE,
    capacity integer NOT NULL DEFAULT 20 CHECK (capacity > 0),
    latitude numeric(9, 6) NOT NULL,
    longitude numeric(9, 6) NOT NULL,
    opened_on date,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bike_models (
    model_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    maker varchar(80) NOT NULL,
    label varchar(80) NOT NULL,
    gears smallint NOT NULL DEFAULT 7,
    weight_kg numeric(5, 2),
    CONSTRAINT bike_models_maker_label_key UNIQUE (maker, label)
);

CREATE TABLE bikes (
    bike_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model_id bigint NOT NULL REFERENCES bike_models (model_id),
    station_id bigint REFERENCES stations (station_id) ON DELETE SET NULL,
    frame_number varchar(40) NOT NULL UNIQUE,
    state bike_state NOT NULL DEFAULT 'ready',
    bought_on date NOT NULL,
    note text
);

CREATE TABLE riders (
    rider_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE,
    full_name varchar(200) NOT NULL,
    phone varchar(32),
    status varchar(16) NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'blocked', 'closed')),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE plans (
    plan_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code varchar(20) NOT NULL UNIQUE,
    monthly_price numeric(8, 2) NOT NULL CHECK (monthly_price >= 0),
    free_minutes integer NOT NULL DEFAULT 30,
    is_public boolean NOT NULL DEFAULT true
);

CREATE TABLE subscriptions (
    subscription_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rider_id bigint NOT NULL REFERENCES riders (rider_id) ON DELETE CASCADE,
    plan_id bigint NOT NULL REFERENCES plans (plan_id),
    starts_on date NOT NULL,
    ends_on date,
    CONSTRAINT subscriptions_dates_check CHECK (ends_on IS NULL OR ends_on > starts_on)
);

CREATE TABLE rides (
    ride_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rider_id bigint NOT NULL REFERENCES riders (rider_id),
    bike_id bigint NOT NULL REFERENCES bikes (bike_id),
    from_station_id bigint NOT NULL REFERENCES stations (station_id),
    to_station_id bigint REFERENCES stations (station_id),
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    meters integer NOT NULL DEFAULT 0
);

CREATE TABLE payments (
    payment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rider_id bigint NOT NULL REFERENCES riders (rider_id),
    ride_id bigint UNIQUE REFERENCES rides (ride_id),
    amount numeric(10, 2) NOT NULL CHECK (amount >= 0),
    currency char(3) NOT NULL DEFAULT 'EUR',
    state varchar(16) NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'settled', 'failed', 'refunded')),
    paid_at timestamptz
);

CREATE TABLE mechanics (
    mechanic_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    full_name varchar(200) NOT NULL,
    hired_on date NOT NULL
);

CREATE TABLE repairs (
    repair_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bike_id bigint NOT NULL REFERENCES bikes (bike_id),
    mechanic_id bigint REFERENCES mechanics (mechanic_id),
    priority varchar(8) NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'urgent')),
    opened_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    findings jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE parts (
    part_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku varchar(40) NOT NULL UNIQUE,
    label varchar(120) NOT NULL,
    stock integer NOT NULL DEFAULT 0 CHECK (stock >= 0)
);

CREATE TABLE repair_parts (
    repair_id bigint NOT NULL REFERENCES repairs (repair_id) ON DELETE CASCADE,
    part_id bigint NOT NULL REFERENCES parts (part_id),
    quantity integer NOT NULL DEFAULT 1 CHECK (quantity > 0),
    PRIMARY KEY (repair_id, part_id)
);

CREATE TABLE audit_log (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_name varchar(63) NOT NULL,
    row_id bigint NOT NULL,
    action varchar(8) NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
    changed_by varchar(63),
    changed_at timestamptz NOT NULL DEFAULT now(),
    old_values jsonb
);

CREATE INDEX bikes_model_id_idx ON bikes (model_id);
CREATE INDEX bikes_station_id_idx ON bikes (station_id);
CREATE INDEX subscriptions_rider_id_idx ON subscriptions (rider_id, starts_on);
CREATE INDEX subscriptions_plan_id_idx ON subscriptions (plan_id);
CREATE INDEX rides_rider_id_idx ON rides (rider_id, started_at);
CREATE INDEX rides_bike_id_idx ON rides (bike_id);
CREATE INDEX rides_from_station_id_idx ON rides (from_station_id);
CREATE INDEX rides_to_station_id_idx ON rides (to_station_id);
CREATE INDEX payments_rider_id_idx ON payments (rider_id);
CREATE INDEX repairs_bike_id_idx ON repairs (bike_id);
CREATE INDEX repairs_mechanic_id_idx ON repairs (mechanic_id);
CREATE INDEX repairs_findings_idx ON repairs USING gin (findings);
CREATE INDEX repair_parts_part_id_idx ON repair_parts (part_id);
CREATE INDEX audit_log_row_idx ON audit_log (table_name, row_id);
CREATE UNIQUE INDEX riders_phone_idx ON riders (phone);

CREATE VIEW open_repairs AS
    SELECT repair_id, bike_id, priority, opened_at FROM repairs WHERE closed_at IS NULL;

CREATE VIEW free_bikes AS
    SELECT bike_id, station_id FROM bikes WHERE state = 'ready' AND station_id IS NOT NULL;

CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_log (table_name, row_id, action, changed_by) VALUES (TG_TABLE_NAME, 0, lower(TG_OP), current_user);
    RETURN NULL;
END;
$$;

CREATE TRIGGER payments_audit AFTER INSERT OR UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION write_audit();
CREATE TRIGGER repairs_audit AFTER INSERT OR UPDATE ON repairs FOR EACH ROW EXECUTE FUNCTION write_audit();

CREATE ROLE reporter;
CREATE ROLE workshop;
GRANT SELECT ON rides, payments TO reporter;
GRANT SELECT, INSERT, UPDATE ON repairs TO workshop;
