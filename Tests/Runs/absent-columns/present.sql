ALTER TABLE public.clients ADD age int, ADD vip boolean;
INSERT INTO public.clients (name, email, phone)
SELECT 'Ann', 'client' || n || '@x.test', CASE WHEN n <= 10 THEN '1' END FROM generate_series(1, 12) n;
UPDATE public.clients SET age = 0, vip = false, address = 'null' WHERE id <= 3;
