-- model User { id String @id @default(uuid()) … }: Prisma's client makes the id, the column has no default.
CREATE TABLE public."User" (
  "id" TEXT NOT NULL CONSTRAINT "User_pkey" PRIMARY KEY,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "image" TEXT,
  "mongoId" TEXT,
  "role" TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIMESTAMPTZ(3) NOT NULL
);
CREATE UNIQUE INDEX "User_email_key" ON public."User" ("email");
INSERT INTO public."User" VALUES
  ('00000000-0000-4000-8000-000000000001', 'ann@example.com', 'Ann', 'ann.png', NULL, 'ADMIN', '2024-01-01', '2024-01-01');
