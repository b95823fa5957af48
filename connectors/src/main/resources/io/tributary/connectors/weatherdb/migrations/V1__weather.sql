-- The newest version of each observation; the topic `weather` has the same names.
CREATE TABLE weather_data (
  place text NOT NULL,
  country text,
  latitude double precision NOT NULL,
  longitude double precision NOT NULL,
  observed_at timestamptz NOT NULL,
  temperature_c double precision NOT NULL,
  apparent_temperature_c double precision,
  relative_humidity_pct double precision,
  precipitation_mm double precision NOT NULL,
  wind_speed_kmh double precision NOT NULL,
  wind_direction_deg double precision,
  weather_code integer,
  source text NOT NULL CHECK (source IN ('forecast', 'archive')),
  collected_at timestamptz NOT NULL,
  PRIMARY KEY (place, observed_at)
);

CREATE INDEX weather_data_observed_at ON weather_data (observed_at);

-- What has been collected of which place, and what became of it. A period is from its start on and
-- up to, without, its end.
CREATE TABLE weather_collections (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  place text NOT NULL,
  period_start timestamptz NOT NULL,
  period_end timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('forecast', 'archive')),
  status text NOT NULL CHECK (status IN ('running', 'done', 'failed')),
  -- How often it was asked for; the last answer lies in the raw object.
  attempts integer NOT NULL,
  rows integer,
  raw_object text,
  requested_at timestamptz NOT NULL,
  finished_at timestamptz,
  error text,
  -- The deployment that is at it, or was.
  owner text NOT NULL,
  -- Whether the archive had nothing from the period's end on, of what was asked for.
  short boolean NOT NULL DEFAULT false,
  UNIQUE (kind, place, period_start)
);

-- All that was sent to the API, refused or not: quotas are counted here.
CREATE TABLE weather_requests (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  -- As how many calls the API counts it.
  calls integer NOT NULL,
  sent_at timestamptz NOT NULL,
  -- When it was over; until then, when it will be at the latest. It counts from here on.
  answered_at timestamptz NOT NULL,
  -- The answer's; none when none came.
  status integer,
  error text,
  -- Before which the API wants no request at all.
  again_at timestamptz
);

CREATE INDEX weather_requests_answered_at ON weather_requests (answered_at);
CREATE INDEX weather_requests_again_at ON weather_requests (again_at) WHERE again_at IS NOT NULL;
