-- sequelize.define("User", …, { paranoid: true })
CREATE TABLE public."Users" (
  "id" SERIAL PRIMARY KEY,
  "fullName" VARCHAR(255) NOT NULL,
  "email" VARCHAR(255) NOT NULL UNIQUE,
  "phone" VARCHAR(255),
  "settings" JSONB NOT NULL,
  "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL,
  "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL,
  "deletedAt" TIMESTAMP WITH TIME ZONE
);
INSERT INTO public."Users" ("fullName", email, settings, "createdAt", "updatedAt") VALUES
  ('Cay', 'cay@example.com', '{}', now(), now()),
  ('Zed', 'zed@example.com', '{}', now(), now());
