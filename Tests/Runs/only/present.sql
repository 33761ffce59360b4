INSERT INTO public.clients (name, email) VALUES ('Old', 'gone@x.test');
