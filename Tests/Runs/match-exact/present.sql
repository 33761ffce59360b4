INSERT INTO public.clients (name, email) VALUES ('A', 'ANN@x.test');
