INSERT INTO public.clients (name, email) VALUES ('Old', 'ann@x.test');
