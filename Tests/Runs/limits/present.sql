INSERT INTO public.clients (name, email) SELECT 'Ann', 'client' || n || '@x.test' FROM generate_series(1, 20) n;
