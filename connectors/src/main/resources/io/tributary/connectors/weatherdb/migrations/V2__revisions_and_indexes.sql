-- As in the lake: of versions that were collected at the same moment the higher one is newer.
ALTER TABLE weather_data ADD COLUMN revision integer NOT NULL DEFAULT 0;

-- What the collector asks for: a slot's or the past's rows, and what is unfinished.
CREATE INDEX weather_collections_period ON weather_collections (kind, period_start);
CREATE INDEX weather_collections_running ON weather_collections (owner) WHERE status = 'running';
