-- create_table :users … devise; config.active_record datetime type timestamptz
CREATE TABLE public.users (
  id bigserial PRIMARY KEY,
  name character varying,
  email character varying DEFAULT '' NOT NULL,
  encrypted_password character varying DEFAULT '' NOT NULL,
  sign_in_count integer DEFAULT 0 NOT NULL,
  confirmed_at timestamp(6) with time zone,
  mongo_id character varying(24),
  created_at timestamp(6) with time zone NOT NULL,
  updated_at timestamp(6) with time zone NOT NULL
);
CREATE UNIQUE INDEX index_users_on_email ON public.users (email);
INSERT INTO public.users (name, email, encrypted_password, sign_in_count, created_at, updated_at) VALUES
  ('Ann', 'ann@example.com', '$2a$12$kept', 3, now(), now());
