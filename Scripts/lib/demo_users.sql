-- Users as an auth service keeps them, and the application's own: Ana is in step, Ben's row was made with an id of its
-- own, Cleo has none, and a fault has exchanged the ids of Dora and Emil.
CREATE SCHEMA auth;
CREATE TABLE auth.users (id uuid PRIMARY KEY, email text, raw_user_meta_data jsonb);
INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES
  ('a0000000-0000-4000-8000-000000000001', 'ana@example.com', '{"username": "ana"}'),
  ('a0000000-0000-4000-8000-000000000002', 'ben@example.com', '{"username": "ben"}'),
  ('a0000000-0000-4000-8000-000000000003', 'cleo@example.com', '{"username": "cleo"}'),
  ('a0000000-0000-4000-8000-000000000004', 'dora@example.com', '{"username": "dora"}'),
  ('a0000000-0000-4000-8000-000000000005', 'emil@example.com', '{"username": "emil"}');

CREATE SCHEMA app;
CREATE TABLE app.users (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  username text NOT NULL,
  invited_by uuid REFERENCES app.users
);
INSERT INTO app.users (id, email, username, invited_by) VALUES
  ('b0000000-0000-4000-8000-000000000002', 'Ben@example.com', 'ben', NULL),
  ('a0000000-0000-4000-8000-000000000001', 'ana@example.com', 'ana', 'b0000000-0000-4000-8000-000000000002'),
  ('a0000000-0000-4000-8000-000000000005', 'dora@example.com', 'dora', NULL),
  ('a0000000-0000-4000-8000-000000000004', 'emil@example.com', 'emil', NULL);

CREATE TABLE app.dashboards (
  id int PRIMARY KEY,
  owner uuid NOT NULL REFERENCES app.users,
  title text NOT NULL
);
CREATE INDEX ON app.dashboards (owner);
INSERT INTO app.dashboards VALUES
  (1, 'b0000000-0000-4000-8000-000000000002', 'Ben''s boiler'),
  (2, 'b0000000-0000-4000-8000-000000000002', 'Ben''s roof'),
  (3, 'a0000000-0000-4000-8000-000000000005', 'Dora''s greenhouse');
