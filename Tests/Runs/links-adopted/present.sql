INSERT INTO public.clients (name, email) VALUES ('Ann', 'ann@x.test'), ('Bob', 'BOB@x.test'), ('Eve', 'eve@x.test');
