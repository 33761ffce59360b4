-- @Entity() class User { @PrimaryGeneratedColumn("uuid") id: string; … }
CREATE TABLE public."user" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  "email" character varying NOT NULL CONSTRAINT "UQ_email" UNIQUE,
  "firstName" character varying,
  "lastName" character varying,
  "isActive" boolean NOT NULL DEFAULT true,
  "isLocked" boolean NOT NULL DEFAULT false,
  "age" integer,
  "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);
