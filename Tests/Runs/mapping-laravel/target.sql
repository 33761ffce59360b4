-- Schema::create('users', …); $table->timestampsTz();
CREATE TABLE public.users (
  id bigserial PRIMARY KEY,
  name varchar(255) NOT NULL,
  email varchar(255) NOT NULL CONSTRAINT users_email_unique UNIQUE,
  email_verified_at timestamp(6) with time zone,
  password varchar(255) NOT NULL,
  balance numeric(8,2) NOT NULL DEFAULT 0,
  mongo_id varchar(36),
  remember_token varchar(100),
  created_at timestamp(6) with time zone,
  updated_at timestamp(6) with time zone
);
